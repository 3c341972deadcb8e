"""The promotion desk: list, page, form, end and cancel."""
