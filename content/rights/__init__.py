"""What the brand may use, what others may use of it, until when, and who earns from it together."""
