"""The desk of events: who comes, who is in, and what can be changed."""
