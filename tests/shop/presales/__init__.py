"""Pre-sales."""
