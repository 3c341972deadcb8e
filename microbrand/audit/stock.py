"""Stock: counters, balances, the movement ledger, quotas, bundles and stocktakes."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum, Window
from django.db.models.functions import Coalesce

from microbrand.audit.registry import Found, check, differing
from shop.catalog.models import SkuComponent
from shop.inventory.enums import Condition, MovementReason, ReservationState, StocktakeState
from shop.inventory.models import (
    Balance,
    Lot,
    Quota,
    QuotaItem,
    Reservation,
    StockItem,
    StockMovement,
    Stocktake,
    StocktakeCount,
    StocktakeLine,
)


@check("stock on hand = sum of sellable balances")
def stock_on_hand(at: datetime) -> Found:
    there = Sum("balances__on_hand", filter=Q(balances__condition=Condition.SELLABLE))
    rows = StockItem.objects.values("pk", "on_hand").annotate(there=Coalesce(there, 0))
    return StockItem.objects.count(), [rows.exclude(there=F("on_hand"))]


@check("balance of a place, lot and condition = sum of its movements")
def balances(at: datetime) -> Found:
    wrong = differing(
        "stock_id, place_id, lot_id, condition",
        (Balance._meta.db_table, "on_hand", "on_hand <> 0"),
        (StockMovement._meta.db_table, "-delta", "delta <> 0"),
    )
    return Balance.objects.count(), [[f"stock, place, lot, condition {row}" for row in wrong]]


@check("movement balance = running sum")
def movement_balance(at: datetime) -> Found:
    spot = [F("stock"), F("sku_code"), F("place"), F("lot"), F("condition")]
    running = Window(Sum("delta"), partition_by=spot, order_by=F("id").asc())
    return StockMovement.objects.count(), [
        StockMovement.objects.annotate(running=running).exclude(balance=F("running"))
    ]


@check("stock reserved = sum of held and confirmed reservations")
def stock_reserved(at: datetime) -> Found:
    live = Q(reservations__state__in=[ReservationState.HELD, ReservationState.CONFIRMED])
    rows = StockItem.objects.values("pk", "reserved").annotate(
        promised=Coalesce(Sum("reservations__quantity", filter=live), 0)
    )
    return StockItem.objects.count(), [rows.exclude(promised=F("reserved"))]


@check("shipped reservations = shipping movements")
def shipped_movements(at: datetime) -> Found:
    fulfilled = Reservation.objects.filter(state=ReservationState.FULFILLED)
    shipped = StockMovement.objects.filter(reason=MovementReason.SHIP)
    wrong = differing(
        "stock_id, reference",
        (Reservation._meta.db_table, "quantity", "state = 'fulfilled'"),
        (StockMovement._meta.db_table, "delta", "reason = 'ship'"),
    )
    return fulfilled.count() + shipped.count(), [[f"stock {row[0]} {row[1]}" for row in wrong]]


@check("moved stock arrives: movements of a transfer cancel out")
def transfers(at: datetime) -> Found:
    moved = [MovementReason.TRANSFER, MovementReason.SORT]
    rows = StockMovement.objects.filter(reason__in=moved)
    sums = rows.order_by().values("stock", "reference").annotate(units=Sum("delta")).exclude(units=0)
    return rows.count(), [[f"stock {row['stock']} {row['reference']}" for row in sums]]


@check("units of a quota taken = sum of uses")
def quota_used(at: datetime) -> Found:
    rows = Quota.objects.values("pk", "used").annotate(
        taken=Coalesce(Sum("uses__quantity", filter=~Q(uses__state=ReservationState.RELEASED)), 0)
    )
    return Quota.objects.count(), [rows.exclude(taken=F("used"))]


@check("bundles draw on goods that have stock, and have none of their own")
def bundle_stock(at: datetime) -> Found:
    components = SkuComponent.objects.all()
    own = StockItem.objects.filter(Q(sku__is_stocked=False) | Exists(components.filter(sku=OuterRef("pk"))))
    deep = Exists(components.filter(sku=OuterRef("component")))
    return components.count(), [
        own.filter(Q(on_hand__gt=0) | Q(reserved__gt=0)),
        components.filter(Q(component__is_stocked=False) | Q(sku__is_stocked=False) | deep),
    ]


@check("stock sold by its guard alone has no expiry, quota or components")
def plain_stock(at: datetime) -> Found:
    special = (
        Q(sku__is_stocked=False)
        | Exists(SkuComponent.objects.filter(sku=OuterRef("pk")))
        | Exists(QuotaItem.objects.filter(sku=OuterRef("pk")))
        | Exists(Lot.objects.filter(sku=OuterRef("pk"), expires_on__isnull=False))
    )
    return StockItem.objects.count(), [StockItem.objects.filter(special, is_plain=True)]


@check("movements of a stocktake = differences of its lines")
def stocktakes(at: datetime) -> Found:
    found = StocktakeLine.objects.filter(stocktake__state=StocktakeState.POSTED)
    # Names of our own tables.
    lines = (
        "(SELECT head.number AS reference, line.sku_id AS stock_id, head.place_id, line.lot_id, line.condition, "  # noqa: S608
        f"line.expected - line.counted AS missing, head.state FROM {StocktakeLine._meta.db_table} line "
        f"JOIN {Stocktake._meta.db_table} head ON head.id = line.stocktake_id) AS lines"
    )
    wrong = differing(
        "reference, stock_id, place_id, lot_id, condition",
        (StockMovement._meta.db_table, "delta", "reason = 'stocktake'"),
        # One that is open or was given up has moved nothing.
        (lines, "missing", "state = 'posted'"),
    )
    return found.count(), [[f"stocktake {row[0]} stock {row[1]}" for row in wrong]]


@check("counted on a stocktake line = sum of its counts since it began anew")
def stocktake_counts(at: datetime) -> Found:
    anew = StocktakeCount.objects.filter(line=OuterRef("pk"), begins_anew=True).order_by("-pk").values("pk")[:1]
    rows = StocktakeLine.objects.annotate(anew=Subquery(anew))
    since = Sum("counts__units", filter=Q(counts__pk__gte=F("anew")))
    return rows.count(), [rows.annotate(found=Coalesce(since, 0)).exclude(found=F("counted"))]
