"""Who has to agree before an unpaid order is closed, asked from below: whoever collects its money must stop first.
They register here; ``microbrand/wiring.py`` says who.
"""

from collections.abc import Callable
from datetime import datetime

from shop.orders.models import Order

# Raises a ``ShopError`` if the order cannot be closed now. Asked outside of transactions: it may ask other machines.
Agreement = Callable[[Order, datetime], None]
_agreements: list[Agreement] = []


def connect(*agreements: Agreement) -> None:
    """Have a say before an unpaid order is closed."""
    _agreements.extend(one for one in agreements if one not in _agreements)


def ask_before_closing(order: Order, at: datetime) -> None:
    """Ask everybody; the first refusal is raised."""
    for agree in _agreements:
        agree(order, at)
