"""What the desk sees of the books."""
