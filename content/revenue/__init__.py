"""What stories earn: clicks, orders and money that stayed, by block and day."""
