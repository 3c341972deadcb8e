"""The bin's screens, and the way into it from Wagtail's delete buttons."""
