"""The desk of custom work."""
