"""Whoever is not listed."""
