"""Events that cost nothing: their pages, who signs up, who comes, and who waits for a place."""
