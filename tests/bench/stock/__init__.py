"""A story as Wagtail's own tutorial would have it: the baseline of ``story.uncached``. Exists in benchmarks only."""
