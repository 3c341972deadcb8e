"""Promotions, orders, money, the price memory, where orders came from, and work that must not stand still."""

from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat

from microbrand.audit.registry import GRACE, Found, Rows, check, differing
from shop.aftersales.models import Case as AftersalesCase
from shop.catalog.enums import PriceKind, ProductKind
from shop.catalog.models import PriceEntry, Sku
from shop.core.models import Job, OutboxEvent
from shop.inventory.enums import ReservationState
from shop.inventory.models import QuotaUse, Reservation
from shop.orders.enums import DepositFate, OrderStatus
from shop.orders.models import Order, OrderDeposit, OrderLine, Shipment, ShipmentLine
from shop.orders.models.order import received_by_time
from shop.origin.models import LabelOrder
from shop.payments.enums import EntryOutcome, PaymentState, RefundCause, RefundState
from shop.payments.models import Compensation, Payment, Refund, StatementEntry
from shop.payments.rules import WALLET
from shop.promotions.models import PersonUse, PromotionItem, PromotionUse
from shop.social.models import Attribution, LineAttribution, ShortLink
from shop.social.rules import HowFound, how_found


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
    rows = differing(
        "item_id, person_key",
        (PersonUse._meta.db_table, "used", "used <> 0"),
        (PromotionUse._meta.db_table, "-quantity", "released_at IS NULL"),
    )
    wrong = [f"item {item_id} person …{person_key[-4:]}" for item_id, person_key in rows]
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


def _with_units(lines: Rows, state: ReservationState = ReservationState.HELD) -> Rows:
    """Lines of one SKU differ by their order form only: they share stock, promotional units and the price log.

    What has no order form has one line, and is not added up: of a million lines that would take most of the audit.
    Of an order that is partly shipped, only the units that are in the given state.
    """
    units: Any = F("quantity")
    if state in PART_OF:
        in_part = When(order__status=OrderStatus.PAID, then=PART_OF[state])
        units = Case(in_part, default=units - F("called_off"), output_field=IntegerField())
    of_sku = OrderLine.objects.filter(order=OuterRef("order"), sku=OuterRef("sku")).order_by().values("order", "sku")
    together = Subquery(of_sku.annotate(units=Sum(units)).values("units"))
    alone = When(~Q(kind=ProductKind.MADE_TO_ORDER), spec_key="", then=units)
    return lines.annotate(units=Case(alone, default=together, output_field=IntegerField()))


# --- Orders ---------------------------------------------------------------------------------------------
SOLD = [OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED]
UNSHIPPED = [kind for kind in ProductKind if not kind.is_shipped]
# What leaves in no parcel stays held when the order is complete: it comes back if the order is closed after all.
RESERVATION_OF = {
    ReservationState.HELD: Q(status=OrderStatus.PENDING),
    ReservationState.CONFIRMED: Q(status__in=[OrderStatus.PAID, OrderStatus.DEPOSIT])
    | Q(status=OrderStatus.COMPLETED, needs_shipping=False),
    ReservationState.FULFILLED: Q(status__in=[OrderStatus.SHIPPED, OrderStatus.COMPLETED], needs_shipping=True)
    | Q(status=OrderStatus.PAID, shipped_at__isnull=False),
}
# What an order that waits for the rest of its goods has in both states.
PART_OF = {
    ReservationState.CONFIRMED: F("quantity") - F("shipped_quantity") - F("called_off"),
    ReservationState.FULFILLED: F("shipped_quantity"),
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


@check("order freight = sum of its lines' shares")
def order_freight(at: datetime) -> Found:
    rows = Order.objects.values("pk", "freight_fen").annotate(lines_fen=Coalesce(Sum("lines__freight_fen"), 0))
    return Order.objects.count(), [rows.exclude(lines_fen=F("freight_fen"))]


@check("reservations match the state of their order")
def reservations_of_orders(at: datetime) -> Found:
    wrong: list[Rows | list[str]] = []
    for state, which in RESERVATION_OF.items():
        orders = Order.objects.filter(which)
        lines = _with_units(OrderLine.objects.filter(order__in=orders, sku__is_stocked=True), state).filter(units__gt=0)
        if state == ReservationState.HELD:
            # Past the deadline another buyer may have them.
            lines = lines.filter(order__expires_at__gt=at)
        if state == ReservationState.CONFIRMED:
            # Seats and vouchers that were given back are released one by one.
            lines = lines.exclude(order__needs_shipping=False, returned__gte=F("quantity"))
            lines = lines.annotate(
                held=F("units") - Case(When(order__needs_shipping=False, then="returned"), default=0)
            )
        else:
            lines = lines.annotate(held=F("units"))
        promised = Reservation.objects.filter(reference=OuterRef("order__number"), sku=OuterRef("sku"), state=state)
        # What a bundle draws is what it was made of when it was sold: a multiple of the line.
        whole = Q(stock=F("sku"), quantity=OuterRef("held")) | (
            ~Q(stock=F("sku")) & Q(per_line=0, quantity__gte=OuterRef("held"))
        )
        remainder = ExpressionWrapper(F("quantity") % OuterRef("held"), output_field=IntegerField())
        partial = promised.annotate(per_line=remainder).exclude(whole)
        wrong.append(lines.filter(~Exists(promised) | Exists(partial) | Q(Exists(_lost()), called_off=0)))
    for state, which in RESERVATION_OF.items():
        theirs = Order.objects.filter(which, number=OuterRef("reference"))
        # What after-sales holds for replacements is judged there.
        case = AftersalesCase.objects.filter(number=OuterRef("reference"))
        wrong += [
            rows.filter(~Exists(theirs), ~Exists(case), state=state) for rows in (Reservation.objects, QuotaUse.objects)
        ]
    return OrderLine.objects.count() + Reservation.objects.count(), wrong


def _lost() -> Rows:
    """Reservations of a line (the outer query's) that were released and not held again since."""
    of_line = Reservation.objects.filter(reference=OuterRef("order__number"), sku=OuterRef("sku"))
    later = Reservation.objects.exclude(state=ReservationState.RELEASED).filter(
        reference=OuterRef("reference"),
        sku=OuterRef("sku"),
        pk__gt=OuterRef("pk"),
        created_at__gt=OuterRef("created_at"),
    )
    return of_line.filter(~Exists(later), state=ReservationState.RELEASED)


@check("what left is in parcels: all of a shipped order, a part of one that waits for the rest")
def parcels(at: datetime) -> Found:
    gone = Q(status__in=[OrderStatus.SHIPPED, OrderStatus.COMPLETED], needs_shipping=True)
    partly = Q(status=OrderStatus.PAID, shipped_at__isnull=False)
    left = OrderLine.objects.filter(order__in=Order.objects.filter(gone)).exclude(kind__in=UNSHIPPED)
    rest = OrderLine.objects.filter(order=OuterRef("pk"), shipped_quantity__lt=F("quantity") - F("called_off")).exclude(
        kind__in=UNSHIPPED
    )
    return Order.objects.count(), [
        left.exclude(shipped_quantity=F("quantity") - F("called_off")),
        OrderLine.objects.filter(called_off__gt=F("returned")),
        Order.objects.filter(gone | partly).exclude(
            Exists(Shipment.objects.filter(order=OuterRef("pk"), reference=""))
        ),
        Order.objects.filter(partly).exclude(Exists(rest)),
        Shipment.objects.filter(order__in=Order.objects.exclude(gone | partly)),
        Shipment.objects.filter(lines=None, reference=""),
    ]


@check("orders on their way count as received at a moment, which has not passed unseen, and not while a case is open")
def receipts(at: datetime) -> Found:
    shipped = Order.objects.filter(status=OrderStatus.SHIPPED)
    open_cases = AftersalesCase.objects.filter(order=OuterRef("pk"), closed_at=None)
    return shipped.count(), [
        shipped.filter(receive_by=None),
        shipped.filter(received_by_time(at - GRACE)),
        shipped.filter(Exists(open_cases), receipt_held=False),
    ]


@check("orders to ship have a deadline")
def ship_deadlines(at: datetime) -> Found:
    waiting = Order.objects.filter(status=OrderStatus.PAID)
    return waiting.count(), [waiting.filter(ship_by=None)]


@check("shipped units of a line = sum of its parcels")
def shipped_units(at: datetime) -> Found:
    # Names of our own tables.
    lines = f"(SELECT id AS line_id, shipped_quantity FROM {OrderLine._meta.db_table}) AS lines"  # noqa: S608
    wrong = differing(
        "line_id",
        (lines, "shipped_quantity", "shipped_quantity <> 0"),
        (ShipmentLine._meta.db_table, "-quantity", "quantity <> 0"),
    )
    strangers = ShipmentLine.objects.exclude(line__order=F("shipment__order"))
    return ShipmentLine.objects.count(), [[f"orders.orderline {row[0]}" for row in wrong], strangers]


@check("orders are shipped if and only if something in them is")
def shipping_of_orders(at: datetime) -> Found:
    shipped = Exists(OrderLine.objects.filter(order=OuterRef("pk")).exclude(kind__in=UNSHIPPED))
    return Order.objects.count(), [
        Order.objects.filter(shipped, needs_shipping=False),
        Order.objects.filter(~shipped, needs_shipping=True),
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
@check("paid orders: what arrived, without what was not needed, is their total")
def payments_of_orders(at: datetime) -> Found:
    sold = Order.objects.filter(status__in=SOLD)
    rows = sold.values("pk", "total_fen").annotate(
        arrived_fen=Coalesce(Sum("payments__amount_fen", filter=Q(payments__state=PaymentState.SUCCEEDED)), 0)
    )
    unneeded = _live(Refund.objects.filter(cause=RefundCause.UNUSED, payment__order=OuterRef("pk")))
    of_order = unneeded.order_by().values("payment__order").annotate(sum_fen=Sum("amount_fen")).values("sum_fen")
    rows = rows.annotate(unneeded_fen=Coalesce(Subquery(of_order), 0))
    return sold.count(), [rows.exclude(arrived_fen=F("total_fen") + F("unneeded_fen"))]


@check("money for orders that are not paid is on its way back")
def unused_money(at: datetime) -> Found:
    arrived = Payment.objects.filter(state=PaymentState.SUCCEEDED)
    kept = arrived.filter(refunded_fen__lt=F("amount_fen"))
    return arrived.count(), [
        # What a wallet has paid of an order waits for the rest, as long as the order does.
        kept.filter(order__status=OrderStatus.PENDING).exclude(gateway=WALLET, order__expires_at__gt=at - GRACE),
        # The refund of a cancelled order is requested by the outbox. A deposit may be kept (see ``deposits``).
        kept.filter(order__status=OrderStatus.CANCELLED, order__cancelled_at__lte=at - GRACE).exclude(
            order__deposit__fate=DepositFate.KEPT
        ),
    ]


@check("deposits: part of their order's goods, arrived as long as they stand, and settled as their order ended")
def deposits(at: datetime) -> Found:
    rows = OrderDeposit.objects.all()
    arrived = Payment.objects.filter(order=OuterRef("order"), state=PaymentState.SUCCEEDED).order_by().values("order")
    kept = Subquery(arrived.annotate(sum_fen=Sum(F("amount_fen") - F("refunded_fen"))).values("sum_fen"))
    rows = rows.annotate(kept_fen=Coalesce(kept, 0))
    settled = rows.filter(order__status=OrderStatus.CANCELLED, order__cancelled_at__lte=at - GRACE)
    owed = Compensation.objects.filter(order=OuterRef("order"), amount_fen=OuterRef("amount_fen"))
    return rows.count(), [
        # The price of what was ordered in advance may have fallen since.
        rows.exclude(goods_fen=F("order__goods_fen")).exclude(
            protects_price=True, goods_fen__gt=F("order__goods_fen"), amount_fen__lt=F("order__goods_fen")
        ),
        rows.filter(order__status=OrderStatus.DEPOSIT).filter(
            ~Q(kept_fen__gte=F("amount_fen")) | Q(paid_at=None) | ~Q(fate="")
        ),
        rows.filter(order__status__in=SOLD).exclude(fate=DepositFate.APPLIED),
        rows.filter(order__status=OrderStatus.CANCELLED, paid_at__isnull=False, fate__in=["", DepositFate.APPLIED]),
        settled.filter(fate=DepositFate.KEPT).exclude(kept_fen=F("amount_fen")),
        settled.filter(fate__in=[DepositFate.RETURNED, DepositFate.DOUBLED], kept_fen__gt=0),
        settled.filter(~Exists(owed), fate=DepositFate.DOUBLED),
        Compensation.objects.exclude(order__deposit__fate=DepositFate.DOUBLED),
        Order.objects.filter(status=OrderStatus.DEPOSIT, deposit=None),
    ]


@check("promised back of a payment that arrived = sum of its refunds, within its amount")
def refunds(at: datetime) -> Found:
    of_payment = _live(Refund.objects.filter(payment=OuterRef("pk"))).order_by().values("payment")
    promised = Subquery(of_payment.annotate(sum_fen=Sum("amount_fen")).values("sum_fen"))
    back = Payment.objects.filter(Q(refunded_fen__gt=0) | Exists(Refund.objects.filter(payment=OuterRef("pk"))))
    return back.count(), [
        back.annotate(promised_fen=Coalesce(promised, 0)).exclude(refunded_fen=F("promised_fen")),
        back.filter(Q(refunded_fen__gt=F("amount_fen")) | ~Q(state=PaymentState.SUCCEEDED)),
    ]


@check("what bills were compared with = our payments and refunds")
def compared_bills(at: datetime) -> Found:
    entries = StatementEntry.objects.all()
    paid = entries.filter(payment__isnull=False, booked_fen__isnull=False)
    sent = entries.filter(refund__isnull=False, booked_fen__isnull=False)
    return entries.count(), [
        paid.exclude(booked_fen=F("payment__amount_fen"), payment__state=PaymentState.SUCCEEDED),
        sent.exclude(booked_fen=F("refund__amount_fen")),
        entries.exclude(outcome=EntryOutcome.MATCHED).filter(billed_fen=F("booked_fen")),
    ]


def _live(refunds: Rows) -> Rows:
    """Refunds but for those that the gateway refused for good."""
    return refunds.exclude(state=RefundState.FAILED)


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


@check("promotional prices = the price log's")
def promotional_prices(at: datetime) -> Found:
    items = PromotionItem.objects.annotate(
        named=Concat(Value("promotion:"), Cast("promotion", CharField()), output_field=CharField())
    )
    logged = PriceEntry.objects.filter(
        kind=PriceKind.PROMO,
        sku=OuterRef("sku"),
        reference=OuterRef("named"),
        price_fen=OuterRef("price_fen"),
        at=OuterRef("promotion__starts_at"),
    )
    return PromotionItem.objects.count(), [items.filter(~Exists(logged))]


# --- Where orders came from -------------------------------------------------------------------------------
@check("attribution = what the order's signed touch said, never the buyer's own link")
def attributions(at: datetime) -> Found:
    rows = Attribution.objects.annotate(
        first_said=Coalesce(Cast(KeyTextTransform("first_link", "order__origin"), BigIntegerField()), 0),
        last_said=Coalesce(Cast(KeyTextTransform("last_link", "order__origin"), BigIntegerField()), 0),
        banner_said=Coalesce(Cast(KeyTextTransform("banner", "order__origin"), BigIntegerField()), 0),
    )
    touched = Order.objects.annotate(last_said=Cast(KeyTextTransform("last_link", "origin"), BigIntegerField())).filter(
        last_said__isnull=False
    )
    of_others = ShortLink.objects.filter(Q(sharer=None) | ~Q(sharer=OuterRef("customer")), pk=OuterRef("last_said"))
    return Attribution.objects.count() + touched.count(), [
        rows.filter(first_link__isnull=False).exclude(first_said=F("first_link")),
        rows.filter(last_link__isnull=False).exclude(last_said=F("last_link")),
        rows.filter(banner_link__isnull=False).exclude(banner_said=F("banner_link")),
        rows.filter(Q(first_link__sharer=F("order__customer")) | Q(last_link__sharer=F("order__customer"))),
        touched.filter(Exists(of_others), attribution__last_link=None, placed_at__lte=at - GRACE),
    ]


@check("lines that stories led to = what the touch and the cart said")
def lines_of_stories(at: datetime) -> Found:
    attributed = LineAttribution.objects.filter(line__order__amends=None)
    told = OrderLine.objects.filter(Q(order__origin__has_key="goods") | ~Q(origin=[]), order__amends=None)
    known = {
        line: HowFound(first, int(first_at.timestamp()), last, int(last_at.timestamp()))
        for line, first, first_at, last, last_at in attributed.values_list(
            "line", "first_block", "first_at", "last_block", "last_at"
        )
    }
    wrong, said = [], set()
    for pk, product, own, origin, placed_at in told.values_list(
        "pk", "sku__product", "origin", "order__origin", "order__placed_at"
    ).iterator():
        should = how_found(own, origin.get("goods", {}).get(str(product), ()))
        if should:
            said.add(pk)
        if should != known.get(pk) and (pk in known or placed_at <= at - GRACE):
            wrong.append(f"orders.orderline {pk}")
    return len(known) + len(said), [wrong, [f"orders.orderline {pk}" for pk in sorted(known.keys() - said)]]


@check("orders of labels = what the order's signed touch said, of the run that the code belongs to")
def labels(at: datetime) -> Found:
    rows = LabelOrder.objects.annotate(
        said=Coalesce(Cast(KeyTextTransform("code", "order__origin"), BigIntegerField()), 0)
    )
    return LabelOrder.objects.count(), [rows.exclude(said=F("code")), rows.exclude(run=F("code__run"))]


# --- Work that must not stand still -------------------------------------------------------------------------
@check("events are delivered")
def undelivered_events(at: datetime) -> Found:
    late = OutboxEvent.objects.filter(delivered_at=None, created_at__lte=at - GRACE)
    return OutboxEvent.objects.count(), [late]


@check("jobs are not at a standstill")
def standing_jobs(at: datetime) -> Found:
    open_jobs = Job.objects.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])
    return open_jobs.count(), [open_jobs.filter(heartbeat_at__lte=at - GRACE)]
