"""A mail."""
