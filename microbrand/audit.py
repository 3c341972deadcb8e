"""Recompute every derived figure from what it is derived from.

One small function a check: it says how many rows it looked at and which are wrong. Each comparison is one statement,
so it sees one moment of the database and needs no lock, also while the shop is selling.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nsmallest
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Window
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from shop.catalog.enums import PriceKind
from shop.catalog.models import PriceEntry, Sku
from shop.core.models import Job, OutboxEvent
from shop.inventory.enums import MovementReason, ReservationState
from shop.inventory.models import Reservation, StockItem, StockMovement
from shop.orders.enums import OrderStatus
from shop.orders.models import Order, OrderLine, Shipment
from shop.payments.enums import PaymentState
from shop.payments.models import Payment, Refund
from shop.promotions.models import PersonUse, PromotionItem, PromotionUse
from shop.social.models import Attribution, ShortLink

# What the outbox and the sweeps do after a commit must be done by then.
GRACE = timedelta(minutes=10)
EXAMPLES = 5

Rows = QuerySet[Any, Any]
Found = tuple[int, list[Rows | list[str]]]


@dataclass(frozen=True)
class Result:
    """What one check found: rows looked at, breaches, and the first of them by name."""

    name: str
    row_count: int
    breach_count: int
    examples: tuple[str, ...]


_checks: dict[str, Callable[[datetime], Found]] = {}


def check(name: str) -> Callable[[Callable[[datetime], Found]], Callable[[datetime], Found]]:
    """Register a check under the name that the command prints."""

    def register(function: Callable[[datetime], Found]) -> Callable[[datetime], Found]:
        _checks[name] = function
        return function

    return register


def names() -> list[str]:
    """Every check, in the order of running."""
    return list(_checks)


def run(*, at: datetime, only: Iterable[str] | None = None) -> Iterator[Result]:
    """Run the checks, all or the named ones, one by one."""
    for name in names() if only is None else only:
        row_count, suspects = _checks[name](at)
        breach_count, examples = 0, []
        for wrong in suspects:
            if isinstance(wrong, list):
                breach_count += len(wrong)
                examples += wrong
            else:
                # No ORDER BY, no LIMIT: with them the planner expects many breaches and walks the table row by row.
                pks = list(wrong.order_by().values_list("pk", flat=True))
                breach_count += len(pks)
                examples += [f"{wrong.model._meta.label_lower} {pk}" for pk in nsmallest(EXAMPLES, pks)]
        yield Result(name, row_count, breach_count, tuple(examples[:EXAMPLES]))


# --- Stock ----------------------------------------------------------------------------------------------
@check("stock on hand = sum of movements")
def stock_on_hand(at: datetime) -> Found:
    rows = StockItem.objects.values("pk", "on_hand").annotate(moved=Coalesce(Sum("movements__delta"), 0))
    return StockItem.objects.count(), [rows.exclude(moved=F("on_hand"))]


@check("movement balance = running sum")
def movement_balance(at: datetime) -> Found:
    running = Window(Sum("delta"), partition_by=[F("stock")], order_by=F("id").asc())
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
    missing = ~Exists(
        shipped.filter(stock=OuterRef("stock"), reference=OuterRef("reference"), delta=-OuterRef("quantity"))
    )
    unfounded = ~Exists(fulfilled.filter(stock=OuterRef("stock"), reference=OuterRef("reference")))
    return fulfilled.count() + shipped.count(), [fulfilled.filter(missing), shipped.filter(unfounded)]


# --- Promotions -----------------------------------------------------------------------------------------
@check("promotional units taken = sum of uses")
def promotion_used(at: datetime) -> Found:
    rows = PromotionItem.objects.values("pk", "used").annotate(
        taken=Coalesce(Sum("uses__quantity", filter=Q(uses__released_at=None)), 0)
    )
    return PromotionItem.objects.count(), [rows.exclude(taken=F("used"))]


@check("promotional units of a person = sum of uses, within the limit")
def person_used(at: datetime) -> Found:
    over = PersonUse.objects.filter(used__gt=F("item__promotion__per_person_limit"))
    # The ORM cannot join two tables by a pair of plain columns, and a subquery for each row is quadratic.
    differing = (
        "SELECT item_id, person_key FROM ("  # noqa: S608 names of our own tables
        f"SELECT item_id, person_key, used AS units FROM {PersonUse._meta.db_table} UNION ALL "
        f"SELECT item_id, person_key, -quantity FROM {PromotionUse._meta.db_table} WHERE released_at IS NULL"
        ") AS entries GROUP BY item_id, person_key HAVING SUM(units) <> 0 ORDER BY item_id, person_key"
    )
    with connection.cursor() as cursor:
        cursor.execute(differing)
        wrong = [f"item {item_id} person …{person_key[-4:]}" for item_id, person_key in cursor.fetchall()]
    return PersonUse.objects.count(), [over, wrong]


@check("promotional units are taken by the orders that were promised them")
def promotion_uses_of_orders(at: datetime) -> Found:
    kept = PromotionUse.objects.filter(released_at=None)
    promised = _with_units(OrderLine.objects.filter(promotion_item__isnull=False, order__status__in=SOLD))
    missing = ~Exists(
        kept.filter(item=OuterRef("promotion_item"), reference=OuterRef("order__number"), quantity=OuterRef("units"))
    )
    unfounded = ~Exists(Order.objects.exclude(status=OrderStatus.CANCELLED).filter(number=OuterRef("reference")))
    return promised.count() + kept.count(), [promised.filter(missing), kept.filter(unfounded)]


def _with_units(lines: QuerySet[OrderLine]) -> QuerySet[OrderLine]:
    """Lines of one SKU differ by their order form only: they share stock, promotional units and the price log."""
    of_sku = OrderLine.objects.filter(order=OuterRef("order"), sku=OuterRef("sku")).order_by().values("order", "sku")
    return lines.annotate(units=Subquery(of_sku.annotate(units=Sum("quantity")).values("units")))


# --- Orders ---------------------------------------------------------------------------------------------
SOLD = [OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED]
RESERVATION_OF = {
    OrderStatus.PENDING: ReservationState.HELD,
    OrderStatus.PAID: ReservationState.CONFIRMED,
    OrderStatus.SHIPPED: ReservationState.FULFILLED,
    OrderStatus.COMPLETED: ReservationState.FULFILLED,
}


@check("order goods = sum of lines")
def order_goods(at: datetime) -> Found:
    rows = Order.objects.values("pk", "goods_fen").annotate(lines_fen=Coalesce(Sum("lines__total_fen"), 0))
    return Order.objects.count(), [rows.exclude(lines_fen=F("goods_fen")), Order.objects.filter(lines=None)]


@check("order line = (unit price + surcharge) × quantity, order total = goods + freight")
def order_sums(at: datetime) -> Found:
    return OrderLine.objects.count() + Order.objects.count(), [
        OrderLine.objects.exclude(total_fen=(F("unit_price_fen") + F("surcharge_fen")) * F("quantity")),
        Order.objects.exclude(total_fen=F("goods_fen") + F("freight_fen")),
    ]


@check("reservations match the state of their order")
def reservations_of_orders(at: datetime) -> Found:
    wrong: list[Rows | list[str]] = []
    for status, state in RESERVATION_OF.items():
        lines = _with_units(OrderLine.objects.filter(order__status=status))
        if status == OrderStatus.PENDING:
            # Past the deadline another buyer may have them.
            lines = lines.filter(order__expires_at__gt=at)
        promised = Reservation.objects.filter(
            reference=OuterRef("order__number"), stock=OuterRef("sku"), quantity=OuterRef("units"), state=state
        )
        wrong.append(lines.filter(~Exists(promised)))
    for state in set(RESERVATION_OF.values()):
        statuses = [status for status, wanted in RESERVATION_OF.items() if wanted == state]
        orders = Order.objects.filter(number=OuterRef("reference"), status__in=statuses)
        wrong.append(Reservation.objects.filter(~Exists(orders), state=state))
    return OrderLine.objects.count() + Reservation.objects.count(), wrong


@check("shipped orders have one parcel, others none")
def parcels(at: datetime) -> Found:
    gone = [OrderStatus.SHIPPED, OrderStatus.COMPLETED]
    return Order.objects.count(), [
        Order.objects.filter(status__in=gone, shipment=None),
        Shipment.objects.exclude(order__status__in=gone),
    ]


@check("surcharge of an order line = sum of its answers")
def surcharges(at: datetime) -> Found:
    rows = OrderLine.objects.exclude(specification=[], surcharge_fen=0)
    wrong = [
        f"orders.orderline {pk}"
        for pk, answers, surcharge_fen in rows.values_list("pk", "specification", "surcharge_fen").iterator()
        if sum(answer["surcharge_fen"] for answer in answers) != surcharge_fen
    ]
    return OrderLine.objects.count(), [wrong]


# --- Money ----------------------------------------------------------------------------------------------
@check("paid orders have exactly one payment that was not refunded, of their total")
def payments_of_orders(at: datetime) -> Found:
    kept = Q(payments__state=PaymentState.SUCCEEDED, payments__refund=None)
    sold = Order.objects.filter(status__in=SOLD)
    rows = sold.values("pk", "total_fen").annotate(
        kept_count=Count("payments", filter=kept), kept_fen=Coalesce(Sum("payments__amount_fen", filter=kept), 0)
    )
    return sold.count(), [rows.exclude(kept_count=1, kept_fen=F("total_fen"))]


@check("money for orders that are not paid is on its way back")
def unused_money(at: datetime) -> Found:
    arrived = Payment.objects.filter(state=PaymentState.SUCCEEDED)
    kept = arrived.filter(refund=None)
    return arrived.count(), [
        kept.filter(order__status=OrderStatus.PENDING),
        # The refund of a cancelled order is requested by the outbox.
        kept.filter(order__status=OrderStatus.CANCELLED, order__cancelled_at__lte=at - GRACE),
    ]


@check("refunds are of payments that arrived, and not larger")
def refunds(at: datetime) -> Found:
    too_much = Q(amount_fen__gt=F("payment__amount_fen"))
    return Refund.objects.count(), [Refund.objects.filter(too_much | ~Q(payment__state=PaymentState.SUCCEEDED))]


# --- Price memory ---------------------------------------------------------------------------------------
@check("sold prices = lines of orders that were paid")
def sold_prices(at: datetime) -> Found:
    sold = PriceEntry.objects.filter(kind=PriceKind.SOLD)
    paid_lines = _with_units(OrderLine.objects.filter(order__paid_at__isnull=False))
    logged = sold.filter(
        sku=OuterRef("sku"),
        reference=OuterRef("order__number"),
        price_fen=OuterRef("unit_price_fen"),
        quantity=OuterRef("units"),
    )
    lines = paid_lines.filter(sku=OuterRef("sku"), order__number=OuterRef("reference"))
    return sold.count() + paid_lines.count(), [paid_lines.filter(~Exists(logged)), sold.filter(~Exists(lines))]


@check("asking price = last line of the price log")
def asked_prices(at: datetime) -> Found:
    asked = PriceEntry.objects.filter(sku=OuterRef("pk"), kind=PriceKind.ASKED).order_by("-id")
    last = Subquery(asked.values("price_fen")[:1])
    return Sku.objects.count(), [Sku.objects.annotate(last_fen=last).exclude(price_fen=Coalesce("last_fen", -1))]


# --- Where orders came from -------------------------------------------------------------------------------
@check("attribution = what the order's signed touch said, never the buyer's own link")
def attributions(at: datetime) -> Found:
    rows = Attribution.objects.annotate(
        first_said=Coalesce(Cast(KeyTextTransform("first_link", "order__origin"), BigIntegerField()), 0),
        last_said=Coalesce(Cast(KeyTextTransform("last_link", "order__origin"), BigIntegerField()), 0),
    )
    touched = Order.objects.annotate(last_said=Cast(KeyTextTransform("last_link", "origin"), BigIntegerField())).filter(
        last_said__isnull=False
    )
    of_others = ShortLink.objects.filter(Q(sharer=None) | ~Q(sharer=OuterRef("customer")), pk=OuterRef("last_said"))
    return Attribution.objects.count() + touched.count(), [
        rows.filter(first_link__isnull=False).exclude(first_said=F("first_link")),
        rows.filter(last_link__isnull=False).exclude(last_said=F("last_link")),
        rows.filter(Q(first_link__sharer=F("order__customer")) | Q(last_link__sharer=F("order__customer"))),
        touched.filter(Exists(of_others), attribution__last_link=None, placed_at__lte=at - GRACE),
    ]


# --- Work that must not stand still -------------------------------------------------------------------------
@check("events are delivered")
def undelivered_events(at: datetime) -> Found:
    late = OutboxEvent.objects.filter(delivered_at=None, created_at__lte=at - GRACE)
    return OutboxEvent.objects.count(), [late]


@check("jobs are not at a standstill")
def standing_jobs(at: datetime) -> Found:
    open_jobs = Job.objects.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])
    return open_jobs.count(), [open_jobs.filter(heartbeat_at__lte=at - GRACE)]
