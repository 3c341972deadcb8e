"""The list of people who are to get what is in a customer's cart."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shop.core.errors import NotFound
from shop.customers.models import Customer
from shop.customers.operations import lock_customer
from shop.orders.errors import TooManyReceivers
from shop.orders.models import Receiver
from shop.orders.receivers import FIELDS
from shop.orders.rules import MAX_LINE_QUANTITY, MAX_RECEIVERS

# A list that nobody has ordered from is about people who do not know of it.
KEPT = timedelta(days=30)


@transaction.atomic
def add_receivers(*, customer: Customer, rows: Sequence[Mapping[str, Any]], at: datetime) -> list[Receiver]:
    """Put people on the list, as they were written (``receivers.FIELDS``, ``quantities``); who is on it in the same
    words is left out. ``TooManyReceivers`` if not all of them fit, and then nobody is added.
    """
    customer = lock_customer(customer)
    known = {_key(row) for row in Receiver.objects.filter(customer=customer)}
    count = len(known)
    added = []
    for row in rows:
        receiver = _write(Receiver(customer=customer, created_at=at), row)
        if _key(receiver) not in known:
            known.add(_key(receiver))
            added.append(receiver)
    if count + len(added) > MAX_RECEIVERS:
        words = _("At most %(most)s people at once; there is room for %(room)s more.")
        room = max(0, MAX_RECEIVERS - count)
        raise TooManyReceivers(words % {"most": MAX_RECEIVERS, "room": room})
    return Receiver.objects.bulk_create(added)


@transaction.atomic
def change_receiver(*, customer: Customer, receiver_id: int, row: Mapping[str, Any]) -> Receiver:
    """Write down something else about somebody on the list. ``NotFound`` if they are not."""
    receiver = Receiver.objects.select_for_update(no_key=True).filter(customer=customer, pk=receiver_id).first()
    if receiver is None:
        raise NotFound
    _write(receiver, row).save()
    return receiver


@transaction.atomic
def remove_receivers(*, customer: Customer, receiver_ids: Collection[int] | None = None) -> list[dict[str, Any]]:
    """Take people off the list, all of them unless told whom; what was written about them, to put it back."""
    rows = Receiver.objects.filter(customer=customer)
    if receiver_ids is not None:
        rows = rows.filter(pk__in=receiver_ids)
    written = list(rows.values(*FIELDS, "quantities"))
    rows.delete()
    return written


def forget_receivers(*, at: datetime) -> int:
    """Throw away what was never ordered; how many people that were."""
    return Receiver.objects.filter(created_at__lt=at - KEPT).delete()[0]


def _write(receiver: Receiver, row: Mapping[str, Any]) -> Receiver:
    for name in FIELDS:
        if name in row:
            most = Receiver._meta.get_field(name).max_length  # type: ignore[union-attr]
            setattr(receiver, name, str(row[name] or "").replace("\x00", "").strip()[:most])
    if "quantities" in row:
        receiver.quantities = {
            str(sku_id): max(0, min(int(units), MAX_LINE_QUANTITY + 1)) for sku_id, units in row["quantities"].items()
        }
    return receiver


def _key(receiver: Receiver) -> tuple[Any, ...]:
    return (*(getattr(receiver, name) for name in FIELDS), tuple(sorted(receiver.quantities.items())))
