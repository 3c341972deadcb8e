"""The people who run the shop: the user model."""
