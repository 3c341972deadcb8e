"""Screens of pages."""
