"""Template tags of the banner room."""
