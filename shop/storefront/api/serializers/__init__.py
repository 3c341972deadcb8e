"""The shapes of requests and answers. Every amount is integer fen and its name ends in ``_fen``; times are ISO 8601."""
