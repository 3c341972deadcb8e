"""What content promises about goods, and the returns that contradict it."""
