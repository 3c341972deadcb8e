"""SF Express."""
