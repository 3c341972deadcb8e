"""Reads of stocktakes: what is to be counted, what differs, and what stands in the way of posting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.catalog.enums import ProductKind
from shop.catalog.models import Product, Sku
from shop.inventory.enums import Condition, ReservationState, StocktakeScope
from shop.inventory.errors import NoStockOfItsOwn, NotInStocktake
from shop.inventory.models import Balance, Lot, Reservation, StockItem, Stocktake, StocktakeLine
from shop.inventory.queries import own_stock

NAMED_ORDERS = 3
MAX_HITS = 20


def skus_of(stocktake: Stocktake) -> QuerySet[Sku]:
    """The SKUs that a stocktake counts: with stock of their own that lies somewhere, and within its scope."""
    skus = own_stock(Sku.objects.exclude(product__kind=ProductKind.SERVICE))
    if stocktake.scope == StocktakeScope.ALL:
        return skus
    if stocktake.scope == StocktakeScope.PICKED:
        return skus.filter(pk__in=Stocktake.skus.through.objects.filter(stocktake=stocktake).values("sku"))
    products = Product.objects.none()
    if stocktake.category:
        products = Product.objects.filter(category__path__startswith=stocktake.category.path)
    elif stocktake.collection:
        products = Product.objects.filter(collection_items__collection=stocktake.collection)
    return skus.filter(product__in=products.order_by().values("pk"))


def check_counted_here(stocktake: Stocktake, sku: Sku) -> None:
    """``NoStockOfItsOwn`` for a bundle and for goods without stock, ``NotInStocktake`` for what it does not count."""
    if not own_stock(Sku.objects.filter(pk=sku.pk)).exists():
        raise NoStockOfItsOwn(field="code")
    if not skus_of(stocktake).filter(pk=sku.pk).exists():
        raise NotInStocktake(code=sku.code, scope=stocktake.scope_text, field="code")


def not_counted(stocktake: Stocktake) -> QuerySet[Balance]:
    """What the books say is there and nobody has counted."""
    lines = StocktakeLine.objects.filter(stocktake=stocktake, sku=OuterRef("stock"), condition=OuterRef("condition"))
    there = Balance.objects.filter(
        ~Exists(lines.filter(lot=OuterRef("lot"))),
        ~(Q(lot=None) & Exists(lines.filter(lot=None))),
        place=stocktake.place_id,
        on_hand__gt=0,
    ).exclude(stock__sku__product__kind=ProductKind.SERVICE)
    if stocktake.scope != StocktakeScope.ALL:
        there = there.filter(stock__in=skus_of(stocktake).order_by().values("pk"))
    return there


@dataclass(frozen=True)
class Figures:
    """A stocktake in numbers; ``value_fen`` is the differences at cost, without those whose cost is unknown."""

    lines: int
    differing: int
    more: int
    less: int
    value_fen: int
    without_cost: int


def figures(stocktake: Stocktake) -> Figures:
    """What was counted so far. One query."""
    delta = F("counted") - F("expected")
    differs = ~Q(counted=F("expected"))
    found = StocktakeLine.objects.filter(stocktake=stocktake).aggregate(
        lines=Count("pk"),
        differing=Count("pk", filter=differs),
        more=Sum(delta, filter=Q(counted__gt=F("expected")), default=0),
        less=Sum(-delta, filter=Q(counted__lt=F("expected")), default=0),
        value_fen=Sum(delta * F("sku__cost_fen"), default=0),
        without_cost=Count("pk", filter=differs & Q(sku__cost_fen=None)),
    )
    return Figures(**found)


@dataclass(frozen=True)
class Hit:
    """Goods that a scanned or typed text may mean."""

    sku: Sku
    lot: Lot | None = None


def find_goods(stocktake: Stocktake, text: str) -> list[Hit]:
    """What a scanned or typed text means: exactly that code or barcode, else that lot, else what contains it.

    An exact hit is one whether it is in the scope or not, so that people can be told; names are sought in the scope.
    """
    text = text.strip()
    if not text:
        return []
    skus = Sku.objects.select_related("product").defer("product__body").order_by("code")
    if exact := list(skus.filter(Q(code__iexact=text) | Q(barcode=text))[:MAX_HITS]):
        return [Hit(sku) for sku in exact]
    lots = Lot.objects.filter(code__iexact=text, sku__in=skus_of(stocktake).order_by().values("pk"))
    if named := list(lots.select_related("sku__product").defer("sku__product__body").order_by("sku__code")[:MAX_HITS]):
        return [Hit(lot.sku, lot) for lot in named]
    words = Q(code__icontains=text) | Q(option_text__icontains=text) | Q(product__title__icontains=text)
    in_scope = skus_of(stocktake).select_related("product").defer("product__body")
    return [Hit(sku) for sku in in_scope.filter(words).order_by("code")[:MAX_HITS]]


def problems(lines: Iterable[StocktakeLine], *, place_id: int, at: datetime) -> dict[int, str]:
    """Why lines cannot be posted as they are, in words, by SKU id. At most four queries.

    Called under the locks of the stock rows it decides; called without, it is what people should know beforehand.
    """
    deltas: dict[int, list[StocktakeLine]] = {}
    for line in lines:
        if line.difference:
            deltas.setdefault(line.sku_id, []).append(line)
    if not deltas:
        return {}
    own = set(own_stock(Sku.objects.filter(pk__in=list(deltas))).values_list("pk", flat=True))
    there: dict[tuple[int, int | None, str], int] = {
        (stock_id, lot_id, condition): units
        for stock_id, lot_id, condition, units in Balance.objects.filter(
            stock__in=list(deltas), place=place_id
        ).values_list("stock_id", "lot_id", "condition", "on_hand")
    }
    stocks = {row.pk: row for row in StockItem.objects.filter(pk__in=list(deltas))}
    found: dict[int, str] = {}
    short: dict[int, int] = {}
    for sku_id, counted in deltas.items():
        if sku_id not in own:
            found[sku_id] = _("It has no stock of its own any more: leave it out.")
        for line in counted:
            now = there.get((sku_id, line.lot_id, line.condition), 0)
            if now + line.difference < 0:
                found[sku_id] = ngettext(
                    "It has left since it was counted: only %(now)s unit is there now. Count it again.",
                    "They have left since they were counted: only %(now)s units are there now. Count them again.",
                    now,
                ) % {"now": now}
        sellable = sum(line.difference for line in counted if line.condition == Condition.SELLABLE)
        stock = stocks.get(sku_id) or StockItem(sku_id=sku_id)
        left = stock.on_hand + sellable
        if sku_id not in found and left < stock.reserved:
            short[sku_id] = left
    return found | _reserved(short, at)


def _reserved(left: dict[int, int], at: datetime) -> dict[int, str]:
    """Of SKUs (id → units that would be left) those of which orders have reserved more, with the orders' numbers."""
    promised: dict[int, list[Reservation]] = {}
    live = Q(state=ReservationState.CONFIRMED) | Q(state=ReservationState.HELD, expires_at__gt=at)
    for row in Reservation.objects.filter(live, stock__in=list(left)).order_by("-id") if left else ():
        promised.setdefault(row.stock_id, []).append(row)
    found = {}
    for sku_id, rows in promised.items():
        units = sum(row.quantity for row in rows)
        if units <= left[sku_id]:
            continue
        orders = list(dict.fromkeys(row.reference for row in rows))
        named = _(", ").join(orders[:NAMED_ORDERS])
        if len(orders) > NAMED_ORDERS:
            named = _("%(orders)s and %(count)s more") % {"orders": named, "count": len(orders) - NAMED_ORDERS}
        found[sku_id] = _(
            "Orders have reserved %(reserved)s units, and %(left)s would be left: %(orders)s. Find the units, cancel "
            "an order, or leave this line out."
        ) % {"reserved": units, "left": left[sku_id], "orders": named}
    return found
