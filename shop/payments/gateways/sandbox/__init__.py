"""A payment service for trying the shop: its own page (pay, fail, pay late, pay twice), signed callbacks, no money."""
