"""The purchasing desk: suppliers, orders, receiving, suggestions."""
