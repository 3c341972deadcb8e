"""Writes: take a file in, check, apply, undo."""
