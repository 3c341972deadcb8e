"""Template tags of the brand room."""
