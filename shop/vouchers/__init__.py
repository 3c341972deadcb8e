"""Vouchers: bought in the shop, redeemed at a place, exactly once."""
