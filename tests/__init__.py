"""Tests; folders mirror the tree. ``harness`` holds what runs them."""
