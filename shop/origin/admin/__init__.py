"""The screens of origin."""
