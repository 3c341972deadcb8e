"""YTO Express."""
