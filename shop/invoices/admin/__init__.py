"""The desk of invoices."""
