"""Products, options, SKUs, collections, the price log."""
