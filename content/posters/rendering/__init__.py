"""Drawing a poster: pure functions from content and style to a picture, no database."""
