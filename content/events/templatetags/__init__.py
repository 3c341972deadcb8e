"""Template tags of the event room."""
