"""Many goods at once: from a file or from a list, always shown first, done as a job, taken back afterwards."""
