"""Writes: ask for an export, make it, send it, forget it."""
