"""ZTO Express."""
