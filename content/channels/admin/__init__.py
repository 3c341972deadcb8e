"""The desk of channels: what is planned, written, approved, and out, with what it brought."""
