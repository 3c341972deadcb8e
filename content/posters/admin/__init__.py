"""The poster desk: what is ready, what is under way, what failed and why; make one, try again."""
