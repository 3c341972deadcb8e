"""What the desk sees of payments and refunds."""
