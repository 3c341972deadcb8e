"""What waits for a yes, and the switch."""
