"""Things to test with, one module for each room.

Factories make rows without going through operations; the plain functions (``place``, ``paid_order`` …) are the way of
the shop itself, for tests whose subject comes later in an order's life.
"""

from datetime import UTC, datetime

# The moment at which most tests play: an autumn evening in Shanghai. Nothing reads the real clock.
NOW = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
