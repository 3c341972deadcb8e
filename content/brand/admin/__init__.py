"""The brand's screens."""
