"""Bookable services: sessions at a time and place with a person; their seats are stock."""
