"""What keeps an order from counting as received by time alone: a parcel in trouble, and whatever rooms above say. They
register here; ``microbrand/wiring.py`` says who.
"""

from collections.abc import Callable
from datetime import datetime

from shop.orders.models import Order, Shipment
from shop.shipping.models import Consignment

# Asked while the order's row is locked.
Waiting = Callable[[Order, datetime], bool]
_waiting: list[Waiting] = []


def connect(*waiting: Waiting) -> None:
    """Have a say before an order counts as received."""
    _waiting.extend(one for one in waiting if one not in _waiting)


def is_waited_for(order: Order, at: datetime) -> bool:
    """Whether something has to be cleared up first."""
    troubled = Consignment.objects.in_trouble(at).values("pk")
    if Shipment.objects.filter(order=order, consignment__in=troubled).exists():
        return True
    return any(waits(order, at) for waits in _waiting)
