"""What staff do to keep their desk in order: set an order aside, let it go on, tag it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.core import audit
from shop.core.errors import InvalidInput
from shop.orders.enums import EntryKind, OrderStatus
from shop.orders.errors import OrderNotInState
from shop.orders.models import Order, Tag
from shop.orders.operations.notes import write_entry
from shop.orders.rules import MAX_TAGS

HOLDABLE = [OrderStatus.PENDING, OrderStatus.PAID]


@transaction.atomic
def hold_order(*, by: Any, order: Order, reason: str, at: datetime) -> None:
    """Set an order aside: it may be paid and cancelled, but nobody ships it. The reason is for colleagues.

    ``OrderNotInState`` if nothing of it is left to do, or it is on hold already.
    """
    reason = reason.strip()
    if not 1 <= len(reason) <= 200:
        raise InvalidInput(_("Say in a few words why."), field="text")
    if not Order.objects.filter(pk=order.pk, status__in=HOLDABLE, held_at=None).update(held_at=at):
        raise OrderNotInState
    write_entry(order=order, kind=EntryKind.HELD, at=at, by=by, text=reason)
    audit.record(by=by, action="orders.hold", subject=order)


@transaction.atomic
def resume_order(*, by: Any, order: Order, at: datetime) -> None:
    """Let an order that was set aside go on. ``OrderNotInState`` if it is not on hold."""
    if not Order.objects.filter(pk=order.pk, held_at__isnull=False).update(held_at=None):
        raise OrderNotInState
    write_entry(order=order, kind=EntryKind.RESUMED, at=at, by=by)
    audit.record(by=by, action="orders.resume", subject=order)


@transaction.atomic
def tag_order(*, by: Any, order: Order, names: Collection[str]) -> None:
    """Let an order have exactly these tags; new words become tags, and a tag without orders is forgotten."""
    wanted = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    if len(wanted) > MAX_TAGS or any(len(name) > 20 for name in wanted):
        raise InvalidInput(_("At most %(count)s tags of up to 20 characters.") % {"count": MAX_TAGS}, field="tags")
    Order.objects.select_for_update(no_key=True).only("pk").get(pk=order.pk)
    former = set(order.tags.values_list("name", flat=True))
    if former == set(wanted):
        return
    order.tags.set([Tag.objects.get_or_create(name=name)[0] for name in wanted])
    Tag.objects.filter(name__in=former - set(wanted), orders=None).delete()
    audit.record(by=by, action="orders.tag", subject=order, data={"tags": wanted})
