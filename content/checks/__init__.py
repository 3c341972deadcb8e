"""Checks before publishing: what the law, a licence or a reader could hold against a page, beside the text."""
