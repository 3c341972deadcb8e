"""Pure decisions about orders."""

from shop.orders.enums import OrderStatus

S = OrderStatus

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


def can_become(old: str, new: str) -> bool:
    """Whether the step exists at all."""
    return OrderStatus(new) in TRANSITIONS[OrderStatus(old)]
