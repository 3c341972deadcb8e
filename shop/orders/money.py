"""How much of an order's money is still here, asked from below: a room knows nothing of the rooms above it, so they
register here; ``microbrand/wiring.py`` says who answers.
"""

from collections.abc import Callable

from shop.orders.models import Order

Kept = Callable[[Order], int]
_kept: list[Kept] = []


def connect(kept: Kept) -> None:
    """Be asked what was paid for an order and not promised back, in fen."""
    if kept not in _kept:
        _kept.append(kept)


def kept_fen(order: Order) -> int:
    """What was paid for an order and has not been promised back."""
    return sum(kept(order) for kept in _kept)
