"""Reads of the inventory used by more than one caller."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    DateField,
    DateTimeField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull
from django.utils import timezone

from shop.catalog.enums import ProductKind
from shop.catalog.finding import few_ids
from shop.catalog.models import Sku, SkuComponent
from shop.core.compiled import Compiled, padded
from shop.inventory.enums import Condition, ReservationState
from shop.inventory.models import Balance, Lot, Place, Quota, QuotaUse, Reservation, StockItem
from shop.inventory.rules import Pile, first_expired_first_out, stock_level

# What is sold without stock is never sold out.
UNLIMITED = 1_000_000
EXPIRY_DAYS = {"week": 7, "month": 30}


def _sum(rows: QuerySet[Any], by: str, units: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(by).annotate(units=Sum(units)).values("units")), 0)


def expired_balances(*, at: datetime) -> QuerySet[Balance]:
    """Sellable units whose lot's last good day was over at ``at``: not sold, whatever the counters say."""
    return _expired(timezone.localdate(at))


def _expired(today: Any) -> QuerySet[Balance]:
    return Balance.objects.filter(condition=Condition.SELLABLE, on_hand__gt=0, lot__expires_on__lt=today)


def expired_units(sku_id: int, *, at: datetime) -> int:
    """How many units of one SKU have expired at ``at``."""
    units: int | None = expired_balances(at=at).filter(stock=sku_id).aggregate(units=Sum("on_hand"))["units"]
    return units or 0


def _with_units(skus: QuerySet[Sku], *, at: Any, today: Any) -> QuerySet[Any]:
    """One row for each thing a SKU draws from: ``free`` units of it, and what is ``left`` of the SKU's quota."""
    run_out = Reservation.objects.filter(stock=OuterRef("pk"), state=ReservationState.HELD, expires_at__lte=at)
    expired = _expired(today).filter(stock=OuterRef("pk"))
    free = (
        StockItem.objects.filter(pk=OuterRef("drawn"))
        .annotate(run_out=_sum(run_out, "stock", "quantity"), expired=_sum(expired, "stock", "on_hand"))
        .values_list(F("on_hand") - F("reserved") - F("safety") + F("run_out") - F("expired"))
    )
    lapsed = QuotaUse.objects.filter(quota=OuterRef("pk"), state=ReservationState.HELD, expires_at__lte=at)
    left = (
        Quota.objects.filter(items__sku=OuterRef("pk"))
        .annotate(lapsed=_sum(lapsed, "quota", "quantity"))
        .values_list(F("limit") - F("used") + F("lapsed"))
    )
    return (
        skus.order_by()
        .annotate(drawn=Coalesce("components__component_id", "pk"))
        .annotate(free=Coalesce(Subquery(free), 0), left=Subquery(left))
    )


_UNITS = Compiled(
    lambda given: (
        _with_units(Sku.objects.filter(pk__in=given.skus), at=given.at, today=given.today)
        .annotate(taken=F("components__quantity"))
        .only("is_stocked")
    ),
    skus=BigIntegerField(),
    at=DateTimeField(),
    today=DateField(),
)


def available(sku_ids: Iterable[int], *, at: datetime) -> dict[int, int]:
    """Units a shopper can buy at ``at``, by SKU id. One query.

    Without the safety stock and without lots that have expired; holds past their deadline count as free. A bundle is
    to be had as often as its scarcest component allows, and nothing beyond its quota. What is sold without stock has
    ``UNLIMITED`` units. Unknown SKUs are absent.
    """
    asked = list(sku_ids)
    result: dict[int, int] = {}
    # Annotated.
    for row in _UNITS.rows(skus=padded(asked), at=at, today=timezone.localdate(at)) if asked else []:
        count = max(0, row.free) // (row.taken or 1) if row.is_stocked else UNLIMITED  # type: ignore[attr-defined]
        left = UNLIMITED if row.left is None else row.left  # type: ignore[attr-defined]
        result[row.pk] = min(result.get(row.pk, UNLIMITED), count, left)
    return result


def in_stock(at: datetime) -> Q:
    """Products of which a SKU for sale can be bought at ``at``: ``available`` as a condition (a test holds the two
    together).
    """
    for_sale = Sku.objects.for_sale(at)
    # Most goods are answered by the counters of their own row; only what is special, or empty with a hold that has
    # run out, is worked out.
    free = Q(stock__is_plain=True, stock__on_hand__gt=F("stock__reserved") + F("stock__safety"))
    lapsed = Reservation.objects.filter(state=ReservationState.HELD, expires_at__lte=at)
    special = (
        Q(stock=None) | Q(stock__is_plain=False) | Q(is_stocked=False) | Q(pk__in=lapsed.order_by().values("stock"))
    )
    lacking = _with_units(Sku.objects.filter(pk=OuterRef("pk")), at=at, today=timezone.localdate(at)).filter(
        Q(left__lte=0) | Q(is_stocked=True, free__lt=Coalesce("components__quantity", 1))
    )
    return _with_any(for_sale.filter(free)) | _with_any(for_sale.filter(special, ~Exists(lacking)))


def _with_any(skus: QuerySet[Sku]) -> Q:
    """Products that have one of these SKUs, looked up product by product.

    As a list of products, or an EXISTS, all of it is computed first, however few products are asked for.
    """
    return Q(IsNull(Subquery(skus.filter(product=OuterRef("pk")).order_by().values("pk")[:1]), False))


def quotas_left(quota_ids: Iterable[int], *, at: datetime) -> dict[int, int]:
    """Units left of these quotas at ``at``, by id; what is held past its deadline is left, too. One query."""
    lapsed = QuotaUse.objects.filter(quota=OuterRef("pk"), state=ReservationState.HELD, expires_at__lte=at)
    rows = Quota.objects.filter(pk__in=list(quota_ids)).annotate(lapsed=_sum(lapsed, "quota", "quantity"))
    return dict(rows.values_list("pk", F("limit") - F("used") + F("lapsed")))


def next_release(*, at: datetime) -> datetime | None:
    """The next moment at which units count as free, or cease to, by themselves: a hold runs out, a lot expires."""
    moments: list[datetime | None] = [
        rows.filter(state=ReservationState.HELD, expires_at__gt=at).aggregate(first=Min("expires_at"))["first"]
        for rows in (Reservation.objects, QuotaUse.objects)
    ]
    last_days = Lot.objects.filter(expires_on__gte=timezone.localdate(at), balances__on_hand__gt=0)
    if last_day := last_days.aggregate(first=Min("expires_on"))["first"]:
        moments.append(timezone.make_aware(datetime.combine(last_day + timedelta(days=1), time.min)))
    return min((moment for moment in moments if moment), default=None)


class Drawn(NamedTuple):
    """What a sale takes: units from ``stock`` (stock id → {SKU sold: units}), and which ``quotas`` (SKU → quota id)."""

    stock: dict[int, dict[int, int]]
    quotas: dict[int, int]


def draws(quantities: Mapping[int, int]) -> Drawn:
    """What selling these units (SKU id → quantity) takes: a bundle its components, goods without stock nothing.

    One query.
    """
    drawn = Drawn({}, {})
    rows = Sku.objects.filter(pk__in=list(quantities)).order_by("pk", "components__component_id")
    for sku_id, is_stocked, component_id, units, quota_id in rows.values_list(
        "pk", "is_stocked", "components__component_id", "components__quantity", "quota_item__quota_id"
    ):
        if is_stocked:
            drawn.stock.setdefault(component_id or sku_id, {})[sku_id] = (units or 1) * quantities[sku_id]
        if quota_id:
            drawn.quotas[sku_id] = quota_id
    return drawn


def own_stock(skus: QuerySet[Sku]) -> QuerySet[Sku]:
    """Those that have stock of their own: no bundles, nothing that is sold without stock."""
    return skus.filter(~Exists(SkuComponent.objects.filter(sku=OuterRef("pk"))), is_stocked=True)


def short(skus: QuerySet[Sku], level: str, *, at: datetime) -> QuerySet[Sku]:
    """Of SKUs with stock those of which nothing can be sold any more (``out``), or little or nothing (``low``).

    What has expired at ``at`` counts as gone. A SKU is here from its stock row on (``open_stock``).
    """
    counters = Q(is_low=True)
    if level == "out":
        counters &= Q(on_hand__lte=F("reserved") + F("safety"))
    rows = StockItem.objects.filter(counters)
    spoilt = _short_without_expired(level, at)
    ids = few_ids(rows)
    if ids is not None:
        return own_stock(skus).filter(pk__in={*ids, *spoilt})
    return own_stock(skus).filter(Q(pk__in=rows.values("pk")) | Q(pk__in=spoilt))


def _short_without_expired(level: str, at: datetime) -> list[int]:
    """Stock rows that are short once their expired units are left out."""
    rows = expired_balances(at=at).order_by().values("stock").annotate(expired=Sum("on_hand"))
    columns = ("stock", "stock__on_hand", "stock__reserved", "stock__safety", "stock__low_at", "expired")
    return [
        pk
        for pk, on_hand, reserved, safety, low_at, expired in rows.values_list(*columns)
        if stock_level(on_hand - reserved - safety - expired, low_at) in {level, "out"}
    ]


def low_stock(*, at: datetime) -> QuerySet[Sku]:
    """SKUs for sale with little or nothing left. Not sessions: nobody can order more of their seats."""
    goods = Sku.objects.for_sale(at).filter(product__live=True).exclude(product__kind=ProductKind.SERVICE)
    return short(goods, "low", at=at)


def lots_by_expiry(tab: str, *, at: datetime) -> QuerySet[Lot]:
    """Lots with their ``units`` by the day they are good for: ``expired`` ones, those that expire within a ``week`` or
    a ``month`` (the expired among them), each as far as units are left; all lots for any other ``tab``.
    """
    there = Balance.objects.filter(lot=OuterRef("pk"), on_hand__gt=0)
    lots = Lot.objects.annotate(units=_sum(there, "lot", "on_hand"))
    today = timezone.localdate(at)
    if tab == "expired":
        return lots.filter(Exists(there), expires_on__lt=today)
    if tab in EXPIRY_DAYS:
        return lots.filter(Exists(there), expires_on__lte=today + timedelta(days=EXPIRY_DAYS[tab]))
    return lots


def home_places(sku_ids: Iterable[int]) -> dict[int, int]:
    """SKU id → the place where most of its sellable units lie (the first of equals). What lies nowhere, a bundle or
    goods without stock, is left out. One query.
    """
    rows = (
        Balance.objects.filter(stock__in=list(sku_ids), condition=Condition.SELLABLE, on_hand__gt=0)
        .order_by()
        .values("stock", "place", "place__position")
        .annotate(units=Sum("on_hand"))
    )
    best: dict[int, tuple[int, int, int]] = {}
    for row in rows:
        found = (-row["units"], row["place__position"], row["place"])
        best[row["stock"]] = min(best.get(row["stock"], found), found)
    return {sku_id: place for sku_id, (_units, _position, place) in best.items()}


def shipping_places(reference: str, *, at: datetime) -> list[tuple[Place, bool]]:
    """The open places with good units of what is confirmed for a document, each with whether it has all of it.

    Two queries.
    """
    wanted = Reservation.objects.filter(reference=reference, state=ReservationState.CONFIRMED).order_by()
    units = dict(wanted.values("stock").annotate(units=Sum("quantity")).values_list("stock", "units"))
    is_good = Q(lot=None) | Q(lot__expires_on=None) | Q(lot__expires_on__gte=timezone.localdate(at))
    rows = (
        Balance.objects.filter(is_good, stock__in=units, condition=Condition.SELLABLE, on_hand__gt=0)
        .filter(place__is_closed=False)
        .select_related("place")
    )
    there: dict[Place, dict[int, int]] = {}
    for row in rows.order_by("place__position", "place"):
        piles = there.setdefault(row.place, {})
        piles[row.stock_id] = piles.get(row.stock_id, 0) + row.on_hand
    return [(place, all(piles.get(pk, 0) >= units[pk] for pk in units)) for place, piles in there.items()]


class Pick(NamedTuple):
    """Units to fetch from one place: of a SKU, and of a lot where it has lots. ``place`` None: they are not there."""

    place: Place | None
    sku: Sku
    lot: Lot | None
    units: int


def pick_list(references: Iterable[str], *, at: datetime) -> list[Pick]:
    """What to fetch for these documents, by place in their order: as shipping will take it, what expires first first.

    Three queries for any number of documents. What of it is nowhere to be had comes last.
    """
    promised = Reservation.objects.filter(reference__in=list(references), state=ReservationState.CONFIRMED).order_by()
    wanted = dict(promised.values("stock").annotate(units=Sum("quantity")).values_list("stock", "units"))
    there = Balance.objects.filter(stock__in=wanted, condition=Condition.SELLABLE, on_hand__gt=0)
    there = there.filter(place__is_closed=False).select_related("place", "lot")
    piles: dict[int, dict[Pile, Balance]] = {}
    for row in there.order_by("pk"):
        pile = Pile(
            place_id=row.place_id,
            lot_id=row.lot_id,
            units=row.on_hand,
            expires_on=row.lot.expires_on if row.lot else None,
            place_position=row.place.position,
        )
        piles.setdefault(row.stock_id, {})[pile] = row
    skus = Sku.objects.select_related("product").in_bulk(wanted)
    picks = []
    for sku_id, units in wanted.items():
        found = piles.get(sku_id, {})
        taken = first_expired_first_out(found, units, on=timezone.localdate(at))
        picks += [Pick(found[pile].place, skus[sku_id], found[pile].lot, share) for pile, share in taken]
        if missing := units - sum(share for _pile, share in taken):
            picks.append(Pick(None, skus[sku_id], None, missing))
    return sorted(
        picks,
        key=lambda pick: (
            pick.place is None,
            (pick.place.position, pick.place.pk) if pick.place else (0, 0),
            pick.sku.code,
            pick.lot.code if pick.lot else "",
        ),
    )
