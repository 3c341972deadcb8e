"""Purchase orders: write, send, cancel, close."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Sku
from shop.core import audit
from shop.core.errors import InvalidInput, StaleState
from shop.core.money import MAX_FEN
from shop.core.numbering import new_number
from shop.inventory.errors import NoStockOfItsOwn
from shop.inventory.models import Place
from shop.inventory.queries import own_stock
from shop.purchasing.enums import PurchaseState
from shop.purchasing.errors import NothingOrdered, NotInState
from shop.purchasing.models import MAX_UNITS, PurchaseLine, PurchaseOrder, Supplier, SupplierItem
from shop.purchasing.rules import state_of

MAX_LINES = 200


@dataclass(frozen=True, kw_only=True)
class OrderedLine:
    """So many units of a SKU. ``cost_fen`` None: as the supplier's list says."""

    sku_id: int
    quantity: int
    cost_fen: int | None = None


@dataclass(frozen=True, kw_only=True)
class OrderData:
    """A draft as it is to be."""

    supplier: Supplier
    place: Place
    lines: Sequence[OrderedLine]
    expected_on: date | None = None
    note: str = ""


@transaction.atomic
def save_order(
    *,
    by: Any,
    data: OrderData,
    at: datetime,
    order: PurchaseOrder | None = None,
    seen: datetime | None = None,
    token: str = "",
) -> PurchaseOrder:
    """Write a draft, or rewrite one.

    ``seen`` is its ``changed_at`` when the person opened it: ``StaleState`` if somebody changed it since. A new draft
    with a ``token`` that is known already is the first one again. ``NotInState`` once it was sent.
    """
    _check(data)
    values: dict[str, Any] = {
        "supplier": data.supplier,
        "place": data.place,
        "expected_on": data.expected_on,
        "note": data.note.strip(),
        "changed_at": at,
    }
    if order is None:
        # Insert first: of a double click one makes the order, the other finds it.
        defaults = {**values, "number": f"P{new_number(at)}", "created_at": at, "created_by": by}
        supplier = defaults.pop("supplier")
        if token:
            order, created = PurchaseOrder.objects.get_or_create(supplier=supplier, token=token, defaults=defaults)
            if not created:
                return order
        else:
            order = PurchaseOrder.objects.create(supplier=supplier, **defaults)
    else:
        order = lock(order)
        if order.state != PurchaseState.DRAFT:
            raise NotInState(order.state)
        if seen is not None and order.changed_at != seen:
            raise StaleState
        PurchaseOrder.objects.filter(pk=order.pk).update(**values)
        order.lines.all().delete()
    _write_lines(order, data)
    audit.record(by=by, action="purchasing.save_order", subject=order, data={"lines": len(data.lines)})
    order.refresh_from_db()
    return order


def _check(data: OrderData) -> None:
    if len(data.note.strip()) > 500 or "\0" in data.note:
        raise InvalidInput(_("At most %(count)s characters.") % {"count": 500}, field="note")
    if len(data.lines) > MAX_LINES:
        raise InvalidInput(_("An order has at most %(count)s lines.") % {"count": MAX_LINES}, field="lines")
    wanted = [line.sku_id for line in data.lines]
    if len(set(wanted)) != len(wanted):
        raise InvalidInput(_("A SKU is listed twice."), field="lines")
    for line in data.lines:
        if not 1 <= line.quantity <= MAX_UNITS:
            raise InvalidInput(_("Enter a whole number of units, one or more."), field="lines")
        if line.cost_fen is not None and not 0 <= line.cost_fen <= MAX_FEN:
            raise InvalidInput(_("A cost must be between ¥0 and ¥10,000,000."), field="lines")
    if own_stock(Sku.objects.filter(pk__in=wanted)).count() != len(wanted):
        raise NoStockOfItsOwn(field="lines")


def _write_lines(order: PurchaseOrder, data: OrderData) -> None:
    listed = {item.sku_id: item for item in SupplierItem.objects.filter(supplier=data.supplier)}
    PurchaseLine.objects.bulk_create(
        PurchaseLine(
            order=order,
            sku_id=line.sku_id,
            code=listed[line.sku_id].code if line.sku_id in listed else "",
            quantity=line.quantity,
            cost_fen=_cost(line, listed.get(line.sku_id)),
            position=position,
        )
        for position, line in enumerate(data.lines)
    )


def _cost(line: OrderedLine, item: SupplierItem | None) -> int | None:
    if line.cost_fen is not None or item is None:
        return line.cost_fen
    return item.cost_fen


@transaction.atomic
def draft_orders(
    *, by: Any, quantities: Mapping[int, int], place: Place, at: datetime, token: str
) -> list[PurchaseOrder]:
    """Drafts, one for each supplier, of these items (``SupplierItem`` id → units). ``token`` as for ``save_order``."""
    items = SupplierItem.objects.filter(pk__in=list(quantities)).select_related("supplier").order_by("pk")
    by_supplier: dict[Supplier, list[SupplierItem]] = {}
    for item in items:
        by_supplier.setdefault(item.supplier, []).append(item)
    if not by_supplier:
        raise NothingOrdered
    return [
        save_order(
            by=by,
            data=OrderData(
                supplier=supplier,
                place=place,
                lines=[OrderedLine(sku_id=item.sku_id, quantity=quantities[item.pk]) for item in some],
            ),
            at=at,
            token=token,
        )
        for supplier, some in sorted(by_supplier.items(), key=lambda pair: pair[0].pk)
    ]


def lock(order: PurchaseOrder) -> PurchaseOrder:
    """The order as it is, and stays until the end of the transaction."""
    return PurchaseOrder.objects.select_for_update(no_key=True).get(pk=order.pk)


def _step(by: Any, order: PurchaseOrder, action: str, at: datetime, **changes: Any) -> None:
    PurchaseOrder.objects.filter(pk=order.pk).update(changed_at=at, **changes)
    audit.record(by=by, action=action, subject=order, data={"state": str(changes["state"])})


@transaction.atomic
def send_order(*, by: Any, order: PurchaseOrder, at: datetime) -> bool:
    """Note that the supplier has it: from now on goods may arrive. False if it was sent already.

    Without a day on which it is expected, that is the supplier's lead time from today. ``NothingOrdered``.
    """
    order = lock(order)
    if order.state == PurchaseState.SENT:
        return False
    if order.state != PurchaseState.DRAFT:
        raise NotInState(order.state)
    if not order.lines.exists():
        raise NothingOrdered
    expected_on = order.expected_on or timezone.localdate(at) + timedelta(days=order.supplier.lead_days)
    _step(by, order, "purchasing.send", at, state=PurchaseState.SENT, sent_at=at, expected_on=expected_on)
    return True


@transaction.atomic
def cancel_order(*, by: Any, order: PurchaseOrder, at: datetime) -> bool:
    """Call it off, as long as nothing has arrived. False if it is cancelled already."""
    order = lock(order)
    if order.state == PurchaseState.CANCELLED:
        return False
    if order.state not in {PurchaseState.DRAFT, PurchaseState.SENT}:
        raise NotInState(order.state)
    _step(by, order, "purchasing.cancel", at, state=PurchaseState.CANCELLED)
    return True


@transaction.atomic
def close_order(*, by: Any, order: PurchaseOrder, at: datetime) -> bool:
    """What has not come will not come. False if it is closed already."""
    order = lock(order)
    if order.state == PurchaseState.CLOSED:
        return False
    if order.state != PurchaseState.PARTLY:
        raise NotInState(order.state)
    _step(by, order, "purchasing.close", at, state=PurchaseState.CLOSED, is_short=True)
    return True


@transaction.atomic
def reopen_order(*, by: Any, order: PurchaseOrder, at: datetime) -> bool:
    """The rest comes after all. False if it is open; ``NotInState`` unless it was closed with something missing."""
    order = lock(order)
    if order.state in {PurchaseState.SENT, PurchaseState.PARTLY}:
        return False
    if not order.is_short:
        raise NotInState(order.state)
    _step(by, order, "purchasing.reopen", at, state=state_of(order.lines.all(), is_short=False), is_short=False)
    return True
