"""Template tags of the claims desk."""
