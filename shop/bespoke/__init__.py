"""Custom work: what is asked for in words, quoted, paid with a deposit, approved, made, and paid for."""
