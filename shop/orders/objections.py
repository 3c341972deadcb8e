"""What speaks against closing a paid order, asked from below: a room knows nothing of the rooms above it, so they
register here; ``microbrand/wiring.py`` says who answers.
"""

from collections.abc import Callable

from shop.orders.models import Order

# Asked while the order's row is locked. "" if nothing speaks against it.
Objection = Callable[[Order], str]
_objections: list[Objection] = []


def connect(*objections: Objection) -> None:
    """Have a say before a paid order is closed."""
    _objections.extend(one for one in objections if one not in _objections)


def objection_to(order: Order) -> str:
    """The first objection, in words for staff; "" without any."""
    return next((text for one in _objections if (text := one(order))), "")
