"""Send an order that has not left yet somewhere else."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.core import audit, events
from shop.core.money import yuan
from shop.customers.rules import AddressData
from shop.orders.enums import EntryKind, OrderStatus
from shop.orders.errors import FreightDiffers, LabelPrinted, OrderNotInState
from shop.orders.events import OrderReaddressed
from shop.orders.freight import freight_to, not_delivered
from shop.orders.models import Order, OrderLine
from shop.orders.operations.notes import write_entry
from shop.orders.rules import UNPAID_STATUSES
from shop.shipping.errors import RegionUnknown
from shop.shipping.queries import depends_on_region, freight_item, with_freight
from shop.shipping.rules import NoDelivery


@transaction.atomic
def change_address(*, by: Any, order: Order, address: AddressData, at: datetime, bear: bool = False) -> int:
    """Write another address on an order of which nothing has left; returns by how much its freight differs, in fen.

    The difference is that between the two regions at today's terms. What a paid order costs less goes back (never more
    than was charged for freight). What it costs more is refused with ``FreightDiffers`` unless the shop bears it; so is
    any difference while nothing is paid, and less before the balance is: the total was agreed to. Once a label is
    printed only staff change it (``LabelPrinted``), and print it again. ``OrderNotInState``, ``NotDelivered``,
    ``RegionUnknown``.
    """
    waiting = Q(status=OrderStatus.PAID) | Q(status__in=UNPAID_STATUSES, expires_at__gt=at)
    open_orders = Order.objects.filter(waiting, needs_shipping=True, shipped_at=None, pickup_place=None)
    # The order's lock: a parcel leaves before or after.
    locked = open_orders.select_for_update(no_key=True).filter(pk=order.pk).first()
    if locked is None:
        raise OrderNotInState
    order = locked
    if order.labelled_at and by is None:
        raise LabelPrinted
    before = order.region
    differs = _difference(order, address)
    if differs and order.status == OrderStatus.PENDING:
        raise FreightDiffers(
            _("Delivery there costs another sum. Cancel this order, which costs nothing, and order anew.")
        )
    if differs < 0 and order.status == OrderStatus.DEPOSIT:
        raise FreightDiffers(
            _("Delivery there costs less. Change it once the balance is paid: then the difference goes back.")
        )
    if differs > 0 and not bear:
        raise FreightDiffers(_("Delivery there costs ¥%(sum)s more.") % {"sum": yuan(differs)}, field="bear")
    Order.objects.filter(pk=order.pk).update(labelled_at=None, **address.as_dict())
    order.refresh_from_db()
    entry = write_entry(order=order, kind=EntryKind.ADDRESS, at=at, by=by, text=f"{before} → {order.region}")
    if by is not None:
        audit.record(by=by, action="orders.address", subject=order, data={"difference_fen": differs})
    if differs < 0:
        events.publish(OrderReaddressed(order_id=order.pk, back_fen=-differs, entry_id=entry.pk))
    return differs


def _difference(order: Order, address: AddressData) -> int:
    rows = list(with_freight(OrderLine.objects.filter(order=order).select_related("sku__product"), sku="sku"))
    items = [freight_item(row.sku, source=row, quantity=row.quantity, value_fen=row.total_fen) for row in rows]
    if not depends_on_region(items):
        return 0
    if not address.region_code:
        raise RegionUnknown(field="province")
    there = freight_to(items, address.region_code)
    if isinstance(there, NoDelivery):
        raise not_delivered([str(rows[at].sku.full_title) for at in there.items], address.region_code)
    here = freight_to(items, order.region_code)
    now_fen = order.freight_fen if isinstance(here, NoDelivery) else here.fen
    return max(there.fen - now_fen, -order.freight_fen)
