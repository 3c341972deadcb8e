"""Reads of purchasing."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan
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
# How many SKUs one page of suggestions looks at, and how many rows it has at most.
LOOKED_AT = 4_000
SHOWN = 100


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


@dataclass(frozen=True)
class SuggestionPage:
    """Some of what to order, the supplier's name first, and where the search goes on (0: all SKUs were looked at)."""

    rows: list[Suggestion]
    next_after: int = 0


def suggestions(
    *, at: datetime, days: int, cover_days: int, supplier: Supplier | None = None, after: int = 0
) -> SuggestionPage:
    """What to order; only what is missing, of the SKUs after the one with the id ``after``.

    From the active supplier who delivers a SKU at the lowest cost, then soonest; with ``supplier`` from that one. A
    bounded number of queries and rows: what left the stock by shipping in the last ``days``, in units of the stock
    itself, so that bundles count as their components.
    """
    items = SupplierItem.objects.filter(supplier__is_active=True)
    if supplier:
        items = items.filter(supplier=supplier)
    longest = items.aggregate(days=Max("supplier__lead_days"))["days"]
    if longest is None:
        return SuggestionPage([])
    # So many SKUs are looked at, and so many rows come of it: the rest is the next page.
    skus = Sku.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
    last_and_next = list(skus[LOOKED_AT - 1 : LOOKED_AT + 1])
    until = last_and_next[0] if len(last_and_next) == 2 else 0
    stocks = StockItem.objects.filter(Exists(items.filter(sku=OuterRef("pk"))), pk__gt=after)
    if until:
        stocks = stocks.filter(pk__lte=until)
    short = _maybe_short(stocks, at=at, days=days, span=longest + cover_days)
    found = {row.pk: row for row in short.order_by("pk")[: SHOWN + 1]}
    next_after = until
    if len(found) > SHOWN:
        found.popitem()
        next_after = max(found)
    rows = _needs(found, items.filter(sku__in=found), at=at, days=days, cover_days=cover_days)
    return SuggestionPage(
        sorted(rows, key=lambda row: (row.item.supplier.name, row.item.supplier_id, row.item.sku.code)), next_after
    )


def all_suggestions(
    *, at: datetime, days: int, cover_days: int, supplier: Supplier | None = None
) -> Iterator[Suggestion]:
    """What to order of all SKUs, a page of ``suggestions`` after the other."""
    after = 0
    while True:
        page = suggestions(at=at, days=days, cover_days=cover_days, supplier=supplier, after=after)
        yield from page.rows
        if not page.next_after:
            return
        after = page.next_after


def _maybe_short(stocks: QuerySet[StockItem], *, at: datetime, days: int, span: int) -> QuerySet[StockItem]:
    """Those of which something may be missing if the goods must last for ``span`` days: ``Need.missing`` as a
    condition, but for what expires.
    """
    shipped = StockMovement.objects.filter(
        stock=OuterRef("pk"), reason=MovementReason.SHIP, at__gt=at - timedelta(days=days), at__lte=at
    )
    coming = PurchaseLine.objects.filter(
        sku=OuterRef("pk"), order__state__in=[*OPEN_STATES, PurchaseState.DRAFT], quantity__gt=F("received")
    )
    there = F("on_hand") - F("reserved") - F("safety") + _total(coming, "sku", F("quantity") - F("received"))
    is_short = LessThan(there * days, _total(shipped, "stock", -F("delta")) * span)
    return stocks.filter(sku__in=own_stock(Sku.objects.all())).filter(Q(is_plain=False) | Q(is_short))


def _total(rows: QuerySet[Any], by: str, units: Any) -> Any:
    return Coalesce(Subquery(rows.order_by().values(by).annotate(units=Sum(units)).values("units")), 0)


def _needs(
    stocks: Mapping[int, StockItem], items: QuerySet[SupplierItem], *, at: datetime, days: int, cover_days: int
) -> list[Suggestion]:
    chosen: dict[int, SupplierItem] = {}
    names: dict[int, list[str]] = {}
    ranked = items.select_related("supplier", "sku__product").defer("sku__product__body")
    for item in ranked.order_by(F("cost_fen").asc(nulls_last=True), "supplier__lead_days", "pk"):
        chosen.setdefault(item.sku_id, item)
        names.setdefault(item.sku_id, []).append(item.supplier.name)
    shipped = _shipped(stocks, since=at - timedelta(days=days), at=at)
    lots = _lots(stocks)
    ordered = _ordered(stocks, OPEN_STATES)
    drafted = _ordered(stocks, (PurchaseState.DRAFT,))
    today = timezone.localdate(at)
    found = []
    for sku_id, item in chosen.items():
        stock, units = stocks[sku_id], shipped.get(sku_id, 0)
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
    return found


def _shipped(sku_ids: Collection[int], *, since: datetime, at: datetime) -> dict[int, int]:
    rows = StockMovement.objects.filter(reason=MovementReason.SHIP, at__gt=since, at__lte=at, stock__in=sku_ids)
    return {row["stock"]: -row["units"] for row in rows.order_by().values("stock").annotate(units=Sum("delta"))}


def _lots(sku_ids: Collection[int]) -> dict[int, list[tuple[date, int]]]:
    rows = Balance.objects.filter(stock__in=sku_ids, condition=Condition.SELLABLE, on_hand__gt=0, lot__isnull=False)
    lots: dict[int, list[tuple[date, int]]] = {}
    for sku_id, expires_on, units in rows.values_list("stock", "lot__expires_on", "on_hand"):
        if expires_on:
            lots.setdefault(sku_id, []).append((expires_on, units))
    return lots


def _ordered(sku_ids: Collection[int], states: Iterable[str]) -> dict[int, int]:
    """Units still to come of orders in these states."""
    rows = PurchaseLine.objects.filter(order__state__in=list(states), sku__in=sku_ids, quantity__gt=F("received"))
    sums = rows.order_by().values("sku").annotate(units=Sum(F("quantity") - F("received")))
    return {row["sku"]: row["units"] for row in sums}
