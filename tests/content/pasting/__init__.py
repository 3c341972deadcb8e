"""Tests of ``content.pasting``."""
