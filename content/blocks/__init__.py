"""StreamField blocks shared by pages."""
