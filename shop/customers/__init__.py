"""People who buy, and their addresses."""
