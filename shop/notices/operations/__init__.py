"""Writes of the notices.

Lock order: subscriptions of one SKU in the order of their line, and nothing else.
"""

from shop.notices.operations.clean import clean_up
from shop.notices.operations.deliver import deliver, due_notices
from shop.notices.operations.subscribe import ask, confirm, leave, subscribe, to_ask
from shop.notices.operations.tell import announce

__all__ = [
    "announce",
    "ask",
    "clean_up",
    "confirm",
    "deliver",
    "due_notices",
    "leave",
    "subscribe",
    "to_ask",
]
