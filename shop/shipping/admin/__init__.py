"""Screens of freight."""
