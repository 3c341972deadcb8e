"""Tests of ``content.languages``."""
