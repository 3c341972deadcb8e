"""Template tags of readers' words."""
