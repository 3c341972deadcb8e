"""Tests of ``content.history``."""
