"""Named places of the shop and what stands there when."""
