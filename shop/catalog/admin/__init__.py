"""The catalog's screens in the admin."""
