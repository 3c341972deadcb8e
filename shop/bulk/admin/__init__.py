"""The screens of imports."""
