"""Payments and refunds behind one gateway interface."""
