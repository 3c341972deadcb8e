"""Cases, made by the shop's own operations."""

import itertools
from datetime import datetime
from typing import Any

from shop.aftersales.enums import CaseKind, CaseReason
from shop.aftersales.models import Case
from shop.aftersales.operations import open_case
from shop.aftersales.rules import CaseData, LineClaim
from shop.catalog.models import Sku
from shop.orders.models import Order
from shop.orders.operations import complete_order
from tests.factories import NOW
from tests.factories.orders import paid_order, ship

_tokens = itertools.count(1)


def received_order(quantities: dict[Sku, int] | None = None, *, at: datetime = NOW, **fields: Any) -> Order:
    """A paid order that has arrived."""
    return complete_order(by=None, order=ship(paid_order(quantities, at=at, **fields), at=at), at=at)


def ask(
    order: Order,
    kind: str = CaseKind.RETURN,
    reason: str = CaseReason.QUALITY,
    *,
    units: dict[int, int] | None = None,
    to: int | None = None,
    at: datetime = NOW,
    by: Any = None,
    token: str = "",
    **data: Any,
) -> Case:
    """Ask for something with all units of all lines, or with ``units`` (order line id → units)."""
    units = units if units is not None else {line.pk: line.quantity for line in order.lines.all()}
    return open_case(
        order=order,
        data=CaseData(
            kind=CaseKind(kind),
            reason=CaseReason(reason),
            claims=tuple(LineClaim(line_id, count, to) for line_id, count in units.items()),
            **data,
        ),
        client_token=token or f"case-{next(_tokens)}",
        at=at,
        by=by,
    )
