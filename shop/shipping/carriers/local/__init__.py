"""A pretended carrier, to try everything out: it needs no network, and parcels move by the clock alone."""
