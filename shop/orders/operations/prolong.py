"""Give an unpaid order more time."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shop.inventory import operations as inventory
from shop.orders.enums import EntryKind, OrderStatus
from shop.orders.models import Order
from shop.orders.operations.batch import lock_batch
from shop.orders.operations.notes import write_entry


@transaction.atomic
def prolong_order(*, order: Order, until: datetime, reason: str, at: datetime) -> bool:
    """Hold the goods of an unpaid order, and of the others of its batch, until then, if that is later; False if it is
    not, or its time is over.
    """
    orders = lock_batch(order.batch_id) if order.batch_id is not None else [order]
    prolonged = [_prolong(row, until, reason, at) for row in orders]
    if all(prolonged):
        order.expires_at = until
    return all(prolonged)


def _prolong(order: Order, until: datetime, reason: str, at: datetime) -> bool:
    waiting = Order.objects.filter(pk=order.pk, status=OrderStatus.PENDING, expires_at__gt=at, expires_at__lt=until)
    if not waiting.update(expires_at=until):
        return False
    inventory.prolong(reference=order.number, until=until)
    write_entry(order=order, kind=EntryKind.NOTE, at=at, text=_("More time to pay: %(why)s") % {"why": reason})
    return True
