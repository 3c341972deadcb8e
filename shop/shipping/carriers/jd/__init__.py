"""JD Logistics."""
