"""Write down which orders came from a printed label."""

from datetime import datetime
from typing import Any

from django.db import transaction

from shop.orders.models import Order
from shop.origin.models import LabelOrder, PrintedCode


@transaction.atomic
def attribute_order(*, order: Order) -> LabelOrder | None:
    """Turn the scan in the touch stored on the order into a row. Idempotent.

    None if there was none, if a short link brought the customer later, or if the labels were withdrawn by then.
    """
    origin: dict[str, Any] = order.origin or {}
    existing = LabelOrder.objects.filter(order=order).first()
    if existing or not origin.get("code"):
        return existing
    scanned_at = datetime.fromisoformat(origin["code_at"])
    later = origin.get("last_at")
    code = PrintedCode.objects.filter(pk=origin["code"], run__withdrawn_at=None).first()
    if code is None or (later and datetime.fromisoformat(later) > scanned_at):
        return None
    return LabelOrder.objects.create(order=order, code=code, run_id=code.run_id, scanned_at=scanned_at)
