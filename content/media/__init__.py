"""Image and document models with source, licence and expiry."""
