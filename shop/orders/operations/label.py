"""Print address labels: what stands on them is the address, and stays it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from shop.orders.models import Order


@transaction.atomic
def label_orders(*, order_ids: Collection[int], at: datetime) -> dict[int, Order]:
    """Note that labels are printed for these orders; returns them by id, with the addresses to print.

    The orders are locked in ascending id: an address is changed before, and is on the label, or afterwards, and then
    its customer is told to call (``LabelPrinted``).
    """
    rows = list(Order.objects.select_for_update(no_key=True).filter(pk__in=list(order_ids)).order_by("pk"))
    Order.objects.filter(pk__in=[row.pk for row in rows]).update(labelled_at=at)
    return {row.pk: row for row in rows}
