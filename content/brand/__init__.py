"""The brand kit: name, marks and theme tokens."""
