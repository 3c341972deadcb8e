"""Where links are made and ended."""
