"""Writes of the core room."""
