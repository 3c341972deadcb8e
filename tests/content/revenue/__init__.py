"""What stories earn."""
