"""The goods side of the admin: products with price and stock, the SKU grid, stock and movements, imports."""
