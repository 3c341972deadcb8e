"""Races on a real PostgreSQL; each has a control that shows the failure without the guard."""
