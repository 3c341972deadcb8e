"""STO Express."""
