"""Reactions to events: see who is to be told."""

from typing import Any

from shop.core.events import Event
from shop.core.tasks import enqueue
from shop.notices.models import Subscription
from shop.notices.tasks import announce


def look_at_sku(event: Any) -> None:
    """Stock or price of a SKU changed."""
    if Subscription.objects.waiting().filter(sku=event.sku_id).exists():
        enqueue(announce, [event.sku_id])


def look_at_all(event: Event) -> None:
    """Something that concerns several SKUs: a promotion began, an order gave its goods back."""
    if Subscription.objects.waiting().exists():
        enqueue(announce)
