"""Reads of purchasing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.catalog.models import Sku
from shop.core.references import Reference
from shop.inventory.enums import Condition, MovementReason
from shop.inventory.models import Balance, StockItem, StockMovement
from shop.inventory.queries import own_stock
from shop.purchasing.enums import OPEN_STATES, PurchaseState
from shop.purchasing.models import PurchaseLine, PurchaseOrder, Supplier, SupplierItem
from shop.purchasing.rules import Need, expire_unsold

# What the sales rate is taken from, and for how long an order should last beyond the lead time.
RATE_DAYS = (14, 28, 90)
COVER_DAYS = (14, 30, 60, 90)


def overdue(*, at: datetime) -> QuerySet[PurchaseOrder]:
    """Orders of which something should be here by now and is not."""
    return PurchaseOrder.objects.filter(state__in=OPEN_STATES, expected_on__lt=timezone.localdate(at))


def coming(skus: Sequence[Sku], *, at: datetime, **_gone: Any) -> list[tuple[int, Reference]]:
    """Purchase orders of which units of SKUs are still to come, and drafts that ask for them. One query."""
    states = (PurchaseState.DRAFT, *OPEN_STATES)
    lines = PurchaseLine.objects.filter(sku__in=skus, order__state__in=states, received__lt=F("quantity"))
    return [
        (
            line.sku_id,
            Reference(
                kind=_("Purchase order"),
                title=line.order.number,
                url=reverse("purchasing_desk:order", args=[line.order.number]),
                permission="purchasing.view_purchaseorder",
                effect=ngettext(
                    "%(count)s unit of it is still to come that could not be sold.",
                    "%(count)s units of it are still to come that could not be sold.",
                    line.missing,
                )
                % {"count": line.missing},
            ),
        )
        for line in lines.select_related("order").order_by("order__created_at", "pk")
    ]


def find_line(order: PurchaseOrder, code: str) -> PurchaseLine | None:
    """The line that a scanned or typed code means: SKU code, barcode or the supplier's own code."""
    lines = order.lines.select_related("sku__product")
    for means in (Q(sku__code__iexact=code), Q(sku__barcode=code), Q(code__iexact=code)):
        if line := lines.filter(means).first():
            return line
    return None


def text_of(order: PurchaseOrder, lines: Iterable[PurchaseLine]) -> str:
    """The order as plain text, for a mail or a message."""
    rows = [
        f"{number}. {f'[{line.code}] ' if line.code else ''}{line.sku.full_title} ({line.sku.code}) × {line.quantity}"
        for number, line in enumerate(lines, start=1)
    ]
    facts = [
        _("Purchase order %(number)s") % {"number": order.number},
        _("Deliver to: %(place)s") % {"place": f"{order.place.name} {order.place.address}".strip()},
    ]
    if order.expected_on:
        facts.append(_("Expected on: %(day)s") % {"day": f"{order.expected_on:%Y-%m-%d}"})
    return "\n".join([*facts, "", *rows, *(["", order.note] if order.note else [])])


@dataclass(frozen=True)
class Suggestion:
    """How many units of a SKU to order from which supplier, and why."""

    item: SupplierItem
    need: Need
    others: tuple[str, ...]

    @property
    def to_order(self) -> int:
        return self.need.to_order

    @property
    def sum_fen(self) -> int | None:
        return None if self.item.cost_fen is None else self.item.cost_fen * self.to_order


def suggestions(*, at: datetime, days: int, cover_days: int, supplier: Supplier | None = None) -> list[Suggestion]:
    """What to order, the supplier's name first; only what is missing.

    From the active supplier who delivers a SKU at the lowest cost, then soonest; with ``supplier`` from that one. A
    bounded number of queries: what left the stock by shipping in the last ``days``, in units of the stock itself, so
    that bundles count as their components.
    """
    items = SupplierItem.objects.filter(supplier__is_active=True, sku__in=own_stock(Sku.objects.all()))
    if supplier:
        items = items.filter(supplier=supplier)
    chosen: dict[int, SupplierItem] = {}
    names: dict[int, list[str]] = {}
    ranked = items.select_related("supplier", "sku__product").defer("sku__product__body")
    for item in ranked.order_by(F("cost_fen").asc(nulls_last=True), "supplier__lead_days", "pk"):
        chosen.setdefault(item.sku_id, item)
        names.setdefault(item.sku_id, []).append(item.supplier.name)
    sku_ids = items.values("sku_id")
    shipped = _shipped(sku_ids, since=at - timedelta(days=days), at=at)
    stocks = {row.pk: row for row in StockItem.objects.filter(pk__in=sku_ids)}
    lots = _lots(sku_ids)
    ordered = _ordered(sku_ids, OPEN_STATES)
    drafted = _ordered(sku_ids, (PurchaseState.DRAFT,))
    found = []
    for sku_id, item in chosen.items():
        stock = stocks.get(sku_id) or StockItem(sku_id=sku_id)
        units = shipped.get(sku_id, 0)
        today = timezone.localdate(at)
        until = today + timedelta(days=item.supplier.lead_days + cover_days)
        dated = [row for row in lots.get(sku_id, ()) if row[0] <= until]
        need = Need(
            shipped=units,
            days=days,
            lead_days=item.supplier.lead_days,
            cover_days=cover_days,
            safety=stock.safety,
            on_hand=stock.on_hand,
            reserved=stock.reserved,
            expiring=expire_unsold(dated, shipped=units, days=days, today=today),
            on_order=ordered.get(sku_id, 0),
            drafted=drafted.get(sku_id, 0),
            pack_size=item.pack_size,
            min_quantity=item.min_quantity,
        )
        if need.to_order:
            found.append(Suggestion(item=item, need=need, others=tuple(names[sku_id][1:])))
    return sorted(found, key=lambda row: (row.item.supplier.name, row.item.supplier_id, row.item.sku.code))


def _shipped(sku_ids: Any, *, since: datetime, at: datetime) -> dict[int, int]:
    rows = StockMovement.objects.filter(reason=MovementReason.SHIP, at__gt=since, at__lte=at, stock__in=sku_ids)
    return {row["stock"]: -row["units"] for row in rows.order_by().values("stock").annotate(units=Sum("delta"))}


def _lots(sku_ids: Any) -> dict[int, list[tuple[date, int]]]:
    rows = Balance.objects.filter(stock__in=sku_ids, condition=Condition.SELLABLE, on_hand__gt=0, lot__isnull=False)
    lots: dict[int, list[tuple[date, int]]] = {}
    for sku_id, expires_on, units in rows.values_list("stock", "lot__expires_on", "on_hand"):
        if expires_on:
            lots.setdefault(sku_id, []).append((expires_on, units))
    return lots


def _ordered(sku_ids: Any, states: Iterable[str]) -> dict[int, int]:
    """Units still to come of orders in these states."""
    rows = PurchaseLine.objects.filter(order__state__in=list(states), sku__in=sku_ids, quantity__gt=F("received"))
    sums = rows.order_by().values("sku").annotate(units=Sum(F("quantity") - F("received")))
    return {row["sku"]: row["units"] for row in sums}
