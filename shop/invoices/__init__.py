"""Invoices (发票): asked for by shoppers, issued by staff with the file attached, reversed when money goes back."""
