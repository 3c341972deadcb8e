"""Tests of ``content.bin``."""
