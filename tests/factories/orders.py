"""Carts and orders, made by the shop's own operations."""

import itertools
from datetime import datetime, timedelta
from typing import Any

from shop.catalog.models import Sku
from shop.orders.deposits import DepositPlan
from shop.orders.enums import CancelReason, DepositKind, OrderStatus
from shop.orders.lines import LineData
from shop.orders.models import Dispatch, Order, OrderBatch
from shop.orders.operations import (
    cancel_order,
    check_waybills,
    complete_order,
    expire_order,
    place_batch,
    place_order,
    ship_order,
)
from shop.orders.receivers import ReceiverData
from shop.orders.waybills.reading import Written
from shop.promotions.queries import prices
from tests.factories import NOW
from tests.factories.customers import CustomerFactory, address, phone
from tests.factories.inventory import stocked_sku
from tests.factories.payments import pay
from tests.factories.staff import UserFactory

_tokens = itertools.count(1)


def place(quantities: dict[Sku, int] | None = None, *, at: datetime = NOW, **fields: Any) -> Order:
    """An unpaid order at the prices of ``at``: of one unit of a new SKU with ten in stock unless told otherwise."""
    if quantities is None and "lines" not in fields:
        quantities = {stocked_sku(): 1}
    quantities = quantities or {}
    price_of = prices(list(quantities), at=at)
    fields = {
        "customer": fields.get("customer") or CustomerFactory(),
        "address": address(),
        "client_token": f"token-{next(_tokens)}",
        "expected_total_fen": sum(price_of[sku.pk].price_fen * units for sku, units in quantities.items()),
        **fields,
    }
    fields.setdefault("lines", [LineData(sku.pk, units) for sku, units in quantities.items()])
    return place_order(at=at, **fields)


def receiver(quantities: dict[Sku, int], *, number: int = 1, **fields: Any) -> ReceiverData:
    """Somebody who gets that: person ``number``."""
    lines = [LineData(sku.pk, units) for sku, units in quantities.items()]
    return ReceiverData(**{"address": address(phone=phone(number), recipient=f"友{number}"), "lines": lines, **fields})


def place_several(quantities: list[dict[Sku, int]], *, at: datetime = NOW, **fields: Any) -> OrderBatch:
    """An unpaid batch: these goods for one person each, at the prices of ``at``."""
    price_of = prices(list({sku for wanted in quantities for sku in wanted}), at=at)
    fields = {
        "customer": fields.get("customer") or CustomerFactory(),
        "receivers": [receiver(wanted, number=number) for number, wanted in enumerate(quantities, start=1)],
        "client_token": f"token-{next(_tokens)}",
        "expected_total_fen": sum(
            price_of[sku.pk].price_fen * units for wanted in quantities for sku, units in wanted.items()
        ),
        **fields,
    }
    return place_batch(at=at, **fields)


def paid_order(quantities: dict[Sku, int] | None = None, *, at: datetime = NOW, **fields: Any) -> Order:
    """A paid order."""
    order = place(quantities, at=at, **fields)
    pay(order, at=at)
    order.refresh_from_db()
    return order


def ship(order: Order, *, at: datetime | None = None, by: Any = None) -> Order:
    """Ship a paid order, at once unless told otherwise."""
    at = at or order.paid_at or NOW
    ship_order(by=by, order=order, carrier="sf", tracking_number=f"SF{order.number}", at=at)
    order.refresh_from_db()
    return order


def checked(*orders: Order) -> Dispatch:
    """A list with a waybill number for each order, looked at and not shipped."""
    rows = [Written(n, order.number, f"SF9{n:07}") for n, order in enumerate(orders, start=1)]
    return check_waybills(by=UserFactory(), rows=rows, carrier="sf", source="", personal=True, at=NOW)


def order_in(status: OrderStatus, *, reason: CancelReason = CancelReason.CUSTOMER) -> Order:
    """An order that has come to that status step by step."""
    if status == OrderStatus.PENDING:
        return place()
    if status == OrderStatus.CANCELLED:
        order = place()
        if reason == CancelReason.EXPIRED:
            return expire_order(order_id=order.pk, at=order.expires_at)
        return cancel_order(by=None, order=order, reason=reason, at=NOW + timedelta(minutes=1))
    if status == OrderStatus.DEPOSIT:
        return paid_order(deposit=DepositPlan(kind=DepositKind.EARNEST, amount_fen=1000))
    order = paid_order()
    if status in {OrderStatus.SHIPPED, OrderStatus.COMPLETED}:
        order = ship(order)
    if status == OrderStatus.COMPLETED:
        order = complete_order(by=None, order=order, at=NOW)
    return order
