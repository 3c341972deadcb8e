"""Ship several orders of one person in one parcel."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.core.errors import InvalidInput
from shop.inventory import operations as inventory
from shop.orders.models import Order, Shipment
from shop.orders.operations.ship import ship_order
from shop.orders.queries import goes_along


@transaction.atomic
def ship_together(
    *, by: Any, order: Order, others: Collection[int], carrier: str, tracking_number: str, at: datetime
) -> list[Shipment]:
    """Everything that is left of an order and of ``others`` (ids) leaves under one waybill number, or nothing does.

    Each order keeps its own lines, money, stock and parcel: nothing is moved between them. The orders are locked in
    ascending id. ``InvalidInput`` unless all of them go to the same person at the same address, and what
    ``ship_order`` refuses.
    """
    wanted = {order.pk, *others}
    rows = list(Order.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))
    first = next(row for row in rows if row.pk == order.pk)
    along = set(goes_along(first).values_list("pk", flat=True))
    if len(wanted) < 2 or not {row.pk for row in rows} - {order.pk} <= along or len(rows) != len(wanted):
        raise InvalidInput(
            _("These orders do not go to the same person at the same address any more. Reload to see which do."),
            field="others",
        )
    # Over all of them in ascending SKU id, as everybody locks stock.
    inventory.lock_stock(references=[row.number for row in rows])
    return [ship_order(by=by, order=row, carrier=carrier, tracking_number=tracking_number, at=at) for row in rows]
