"""Pre-sales: goods that are ordered with a deposit in a window, paid for in another, and sent by a promised day."""
