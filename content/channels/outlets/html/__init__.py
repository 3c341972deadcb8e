"""Plain HTML."""
