"""After-sales: cases about what was bought. Money, stock and vouchers go back together."""
