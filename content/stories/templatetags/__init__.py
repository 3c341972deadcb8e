"""Template tags of the story room."""
