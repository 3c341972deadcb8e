"""Template tags of paid content."""
