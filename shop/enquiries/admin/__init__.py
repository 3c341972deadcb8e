"""The inbox: what was asked, what was answered."""
