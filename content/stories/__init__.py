"""Home page, story index and stories."""
