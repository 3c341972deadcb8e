"""Tests of ``content.approval``."""
