"""Where a text is brought along."""
