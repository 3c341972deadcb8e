"""Cart, order, line snapshot and shipment; the conductor of a sale."""
