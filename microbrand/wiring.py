"""One table: event -> handlers. Read it and you know every side effect of the house."""

from shop.core.events import connect


def connect_events() -> None:
    """Connect every handler; called once at start."""
    from shop.orders.events import OrderCancelled, OrderPlaced
    from shop.payments import handlers as payments
    from shop.social import handlers as social

    connect(OrderPlaced, social.attribute_placed_order)
    connect(OrderCancelled, payments.refund_cancelled_order)
