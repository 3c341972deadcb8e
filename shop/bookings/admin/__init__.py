"""The calendar of sessions, a screen for each, and who leads them."""
