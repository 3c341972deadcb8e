"""Suppliers, purchase orders, receiving, and how much to order."""
