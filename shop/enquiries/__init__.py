"""Questions about goods that are shown but not sold here: sent by shoppers, answered by the staff."""
