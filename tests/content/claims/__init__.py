"""Claims against returns."""
