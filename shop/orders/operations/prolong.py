"""Give an unpaid order more time."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shop.inventory import operations as inventory
from shop.orders.enums import EntryKind, OrderStatus
from shop.orders.models import Order
from shop.orders.operations.notes import write_entry


@transaction.atomic
def prolong_order(*, order: Order, until: datetime, reason: str, at: datetime) -> bool:
    """Hold the goods of an unpaid order until then, if that is later; False if it is not, or its time is over."""
    waiting = Order.objects.filter(pk=order.pk, status=OrderStatus.PENDING, expires_at__gt=at, expires_at__lt=until)
    if not waiting.update(expires_at=until):
        return False
    inventory.prolong(reference=order.number, until=until)
    write_entry(order=order, kind=EntryKind.NOTE, at=at, text=_("More time to pay: %(why)s") % {"why": reason})
    order.expires_at = until
    return True
