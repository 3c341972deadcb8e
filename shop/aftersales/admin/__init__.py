"""The desk of cases."""
