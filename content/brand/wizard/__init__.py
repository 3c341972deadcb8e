"""From an empty site to an open shop: steps that one person takes in ten minutes, each saved at once."""
