"""Banners."""
