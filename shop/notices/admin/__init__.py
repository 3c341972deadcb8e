"""Who waits for what, as the staff sees it."""
