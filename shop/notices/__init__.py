"""Tell shoppers that asked for it: sold-out goods are back, a price has fallen."""
