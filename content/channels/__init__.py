"""One story, many channels: a piece for each, planned, written, approved, sent at its moment, counted."""
