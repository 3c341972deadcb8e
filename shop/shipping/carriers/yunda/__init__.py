"""Yunda Express."""
