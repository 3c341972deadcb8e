"""The bin: what was deleted goes here first, comes back where it was, and is removed for good after a time."""
