"""An order that changes another one is paid: what is given up for it leaves that one."""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from shop.inventory import operations as inventory
from shop.orders.enums import EntryKind, OrderStatus
from shop.orders.errors import OrderNotClosable, PaymentTooLate
from shop.orders.lines import units_by_sku
from shop.orders.models import AmendedLine, Order, OrderLine
from shop.orders.operations.notes import write_entry


def take_effect(order: Order, at: datetime) -> None:
    """What the original gives up for this order leaves it, in the transaction that pays this one; both are locked.

    If that is all of it, it is closed. ``PaymentTooLate`` if the original is not what it was: it has left, was closed,
    or the units went elsewhere.
    """
    if not order.amends_id:
        return
    # What is given up may be worth nothing any more.
    takes = list(AmendedLine.objects.filter(order=order).select_related("line").order_by("line_id"))
    if not takes:
        return
    original = Order.objects.get(pk=order.amends_id)
    waiting = {line.pk: line for line in OrderLine.objects.filter(order=original) if line.to_ship}
    is_as_it_was = original.status == OrderStatus.PAID and original.shipped_at is None
    if not is_as_it_was or any(row.line_id not in waiting or row.units > waiting[row.line_id].to_ship for row in takes):
        raise PaymentTooLate(_("The order that was to be changed is not what it was, so this payment goes back."))
    inventory.lock_stock(references=[original.number, order.number])
    what = "、".join(f"{row.line.title} ×{row.units}" for row in takes)
    if sum(row.units for row in takes) == sum(line.to_ship for line in waiting.values()):
        # Closing knows of batches, and those are paid here.
        from shop.orders.operations.cancel import close_for

        try:
            # The rest of its money goes back with the event.
            close_for(Order.objects.filter(pk=original.pk, status=OrderStatus.PAID), original.pk, by=None, at=at)
        except OrderNotClosable as error:
            raise PaymentTooLate from error
        return
    held = units_by_sku((line.sku_id, line.to_ship) for line in waiting.values())
    for sku_id, count in sorted(units_by_sku((row.line.sku_id, row.units) for row in takes).items()):
        inventory.release_part(reference=original.number, sku_id=sku_id, units=count, of=held[sku_id])
    for row in takes:
        OrderLine.objects.filter(pk=row.line_id).update(
            called_off=F("called_off") + row.units, returned=F("returned") + row.units
        )
        AmendedLine.objects.filter(pk=row.pk).update(given_up=row.units, moved_fen=row.worth_fen)
    write_entry(order=original, kind=EntryKind.CHANGED, at=at, text=f"{what} · {order.number}")
