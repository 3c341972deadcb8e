"""Pages in other languages: a tree of their own below the front, each page beside the one it was made from."""
