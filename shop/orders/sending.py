"""What is sent to customers beside their orders, asked from below: the room of cases owes goods (a replacement), and
they are packed, shipped and followed like everything else. It registers here; ``microbrand/wiring.py`` says who.

The goods are held under their document's number; their parcel is a ``Shipment`` with that number as its reference.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from shop.orders.models import Order, Shipment


@dataclass(frozen=True)
class Good:
    """Units of a SKU in a parcel, as they are called."""

    title: str
    code: str
    quantity: int
    said: str = ""


@dataclass(frozen=True)
class Sending:
    """A document whose goods wait to be sent to the customer of an order, and the page where that is done."""

    number: str
    order: Order
    goods: Sequence[Good]
    due_at: datetime
    url: str


@dataclass(frozen=True)
class Sender:
    """The room that sends.

    ``documents``: those that wait to be sent, with their ``order`` and ``due_at``.
    ``tell``: some of these documents in full.
    ``ship``: the parcel of one leaves, by the same rules as on its own page; raises a ``ShopError``.
    ``awaited``: which of those numbers have a parcel that somebody waits for.
    """

    documents: Callable[[], QuerySet[Any]]
    tell: Callable[[QuerySet[Any]], Sequence[Sending]]
    ship: Callable[..., Any]
    awaited: Callable[[Collection[str]], Collection[str]]


_sender: list[Sender] = []


def connect(sender: Sender) -> None:
    """Have goods sent beside orders; there is one such room."""
    _sender[:] = [sender]


def orders_waiting() -> Q:
    """Orders whose customers wait for something beside them."""
    return Q(pk__in=_sender[0].documents().values("order"))


def with_deadline(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Those orders with ``send_by``: by when the first of what is sent beside them has to leave."""
    first = _sender[0].documents().filter(order=OuterRef("pk")).order_by("due_at")
    return orders.annotate(send_by=Subquery(first.values("due_at")[:1]))


def waiting(**conditions: Any) -> list[Sending]:
    """What is to be sent, and meets these conditions; what is due first first."""
    return list(_sender[0].tell(_sender[0].documents().filter(**conditions).order_by("due_at", "pk")))


def ship(*, by: Any, number: str, carrier: str, tracking_number: str, at: datetime) -> None:
    """The parcel of a document leaves. ``ShopError`` says why it cannot."""
    _sender[0].ship(by=by, number=number, carrier=carrier, tracking_number=tracking_number, at=at)


def are_awaited(parcels: Iterable[Shipment]) -> set[int]:
    """Those of the parcels with a reference (ids) that somebody waits for."""
    by_number = {parcel.reference: parcel.pk for parcel in parcels if parcel.reference}
    return {by_number[number] for number in _sender[0].awaited(by_number)} if by_number else set()
