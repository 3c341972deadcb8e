"""Time-limited prices, and the one answer to what a thing costs at a moment."""
