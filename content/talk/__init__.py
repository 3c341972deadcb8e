"""What readers say and ask below stories and products, and what the brand answers."""
