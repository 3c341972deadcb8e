"""Write on an order's time line."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.core import audit
from shop.core.compiled import insert
from shop.core.errors import InvalidInput
from shop.orders.enums import EntryKind
from shop.orders.models import Order, OrderEntry

# So long the same note again is taken for a double click.
DOUBLE_CLICK = timedelta(minutes=1)


def write_entry(*, order: Order, kind: EntryKind, at: datetime, by: Any = None, text: str = "") -> OrderEntry:
    """Append a line; the caller is in the transaction of the change it tells of."""
    entry = OrderEntry(order=order, kind=kind, text=text[:300], at=at, by=by)
    insert(entry)
    return entry


def write_entries(*, orders: Iterable[Order], kind: EntryKind, at: datetime) -> None:
    """The same line for several orders."""
    insert(*(OrderEntry(order=order, kind=kind, at=at) for order in orders))


@transaction.atomic
def add_note(*, by: Any, order: Order, text: str, at: datetime) -> OrderEntry:
    """A note of the staff, 1 to 300 characters; shoppers do not see it.

    The same words of the same person within a minute are a double click, not a second note.
    """
    text = text.strip()
    if not 1 <= len(text) <= 300:
        raise InvalidInput(_("A note has 1 to 300 characters."), field="text")
    Order.objects.select_for_update(no_key=True).only("pk").get(pk=order.pk)
    last = order.entries.order_by("-id").first()
    if last and (last.kind, last.text, last.by) == (EntryKind.NOTE, text, by) and at - last.at < DOUBLE_CLICK:
        return last
    audit.record(by=by, action="orders.note", subject=order)
    return write_entry(order=order, kind=EntryKind.NOTE, at=at, by=by, text=text)


def tell_customer(*, order_id: int, at: datetime) -> None:
    """Something happened to an order that its customer did not ask for and should look at. Part of what happened."""
    Order.objects.filter(pk=order_id).update(news_at=at)


def mark_seen(*, order: Order) -> None:
    """The customer has looked at the order as it is in ``order``; what came since stays news."""
    if order.news_at is not None:
        Order.objects.filter(pk=order.pk, news_at=order.news_at).update(news_at=None)
