"""Pure decisions about orders."""

from datetime import datetime, timedelta

from shop.orders.enums import OrderStatus

S = OrderStatus

# The money is here and was not sent back.
PAID_STATUSES = [S.PAID, S.SHIPPED, S.COMPLETED]

MAX_LINE_QUANTITY = 999
MAX_CART_LINES = 100

# From each status, where an order may go. PENDING → CANCELLED → PAID is money that came late (see operations/pay.py).
TRANSITIONS: dict[OrderStatus, frozenset[OrderStatus]] = {
    S.PENDING: frozenset({S.PAID, S.CANCELLED}),
    S.PAID: frozenset({S.SHIPPED, S.CANCELLED}),
    S.SHIPPED: frozenset({S.COMPLETED}),
    S.COMPLETED: frozenset(),
    S.CANCELLED: frozenset({S.PAID}),
}

# An order without anything to ship is complete the moment it is paid, and the merchant may still take it back.
UNSHIPPED_TRANSITIONS: dict[OrderStatus, frozenset[OrderStatus]] = {
    S.PENDING: frozenset({S.COMPLETED, S.CANCELLED}),
    S.COMPLETED: frozenset({S.CANCELLED}),
    S.CANCELLED: frozenset({S.COMPLETED}),
}


MAX_TAGS = 10


def ship_by(*, paid_at: datetime, production_days: int, hours: int) -> datetime:
    """By when a paid order is to leave: made first, if it is made to order."""
    return paid_at + timedelta(days=production_days, hours=hours)


def can_become(old: str, new: str) -> bool:
    """Whether the step exists at all."""
    return OrderStatus(new) in TRANSITIONS[OrderStatus(old)]
