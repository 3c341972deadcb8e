"""Signed short links, visits and attribution."""
