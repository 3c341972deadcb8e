"""Suppliers and purchase orders."""

import itertools
from typing import Any

from shop.catalog.models import Sku
from shop.inventory.models import Place
from shop.purchasing.models import PurchaseLine, PurchaseOrder, Receipt, Supplier
from shop.purchasing.operations import (
    Arrival,
    ItemData,
    OrderData,
    OrderedLine,
    SupplierData,
    receive_goods,
    save_item,
    save_order,
    save_supplier,
    send_order,
)
from tests.factories import NOW

_numbers = itertools.count(1)


def make_supplier(items: dict[Sku, ItemData] | None = None, **fields: Any) -> Supplier:
    """A supplier, and on what terms they deliver what."""
    supplier = save_supplier(by=None, data=SupplierData(**{"name": f"供应商 {next(_numbers)}", **fields}))
    for sku, data in (items or {}).items():
        save_item(by=None, supplier=supplier, sku=sku, data=data)
    return supplier


def draft(quantities: dict[Sku, int], *, supplier: Supplier | None = None, **fields: Any) -> PurchaseOrder:
    """A draft of these units, at ¥10 each."""
    lines = [OrderedLine(sku_id=sku.pk, quantity=units, cost_fen=1000) for sku, units in quantities.items()]
    data = OrderData(supplier=supplier or make_supplier(), place=Place.objects.default(), lines=lines, **fields)
    return save_order(by=None, data=data, at=NOW)


def sent(quantities: dict[Sku, int], **fields: Any) -> PurchaseOrder:
    """An order that the supplier has."""
    order = draft(quantities, **fields)
    send_order(by=None, order=order, at=NOW)
    order.refresh_from_db()
    return order


def line_of(order: PurchaseOrder, sku: Sku | None = None) -> PurchaseLine:
    """The order's line, or that of one SKU."""
    return order.lines.get(sku=sku) if sku else order.lines.get()


def arrive(order: PurchaseOrder, units: int, sku: Sku | None = None, **fields: Any) -> Receipt:
    """Receive units of a line."""
    line = line_of(order, sku)
    details = {name: fields.pop(name) for name in ("token", "by", "at", "note") if name in fields}
    arrival = Arrival(line_id=line.pk, units=units, **{"seen": (line.received, line.damaged), **fields})
    call = {"by": None, "token": f"token-{next(_numbers)}", "at": NOW, **details}
    receipt, _new = receive_goods(order=order, arrivals=[arrival], **call)
    return receipt
