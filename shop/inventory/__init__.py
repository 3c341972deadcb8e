"""Stock, reservations and the movement ledger; it never knows what an order is."""
