"""Which pages there are in which language."""
