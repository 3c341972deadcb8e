"""Drafts shown to people without an account: by a link that ends, of any moment to come."""
