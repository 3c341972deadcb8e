"""Double-entry books: every movement of money is a balanced entry with its document. Knows customers, nothing above."""
