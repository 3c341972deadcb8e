"""China Post EMS."""
