"""Reads used by more than one caller."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet, Sum
from django.urls import reverse

from shop.aftersales import rules
from shop.aftersales.enums import CaseKind, CaseReason, CaseState
from shop.aftersales.models import Case, CaseEntry, CaseLine, ReturnTerms
from shop.aftersales.rules import LineMoney, OrderFacts, Terms
from shop.catalog.enums import REDEEMED_KINDS, ProductKind
from shop.catalog.models import Product, Sku
from shop.customers.models import Customer
from shop.customers.records import Records
from shop.inventory.enums import MovementReason
from shop.inventory.models import Lot, Reservation, StockMovement
from shop.orders.enums import OrderStatus
from shop.orders.models import AmendedLine, Order, OrderLine, Shipment
from shop.orders.rules import PAID_STATUSES
from shop.orders.sending import Good, Sending
from shop.payments.enums import RefundCause, RefundState
from shop.payments.models import Refund
from shop.payments.queries import left_fen
from shop.promotions.queries import prices
from shop.vouchers.models import Voucher

# Before the number of the order that changes another one: less freight is charged for what is left.
FREIGHT_KEY = "freight:"


# --- Terms ---------------------------------------------------------------------------------------------------
def terms_of(product: Product, *, at: datetime) -> Terms:
    """What a product promises about returns at ``at``."""
    return _terms({product.pk: product.kind}, at)[product.pk]


def _terms(kind_of: dict[int, str], at: datetime) -> dict[int, Terms]:
    found = {pk: Terms(exception=rules.default_exception(kind)) for pk, kind in kind_of.items()}
    rows = ReturnTerms.objects.filter(product__in=kind_of, since__lte=at).order_by("since", "pk")
    found |= {row.product_id: Terms(exception=row.exception, days=row.days) for row in rows}
    return found


# --- What can be asked for -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class LineChoice:
    """An order line in a case: how many units of it are free, and what they are worth."""

    line: OrderLine
    units: int
    money: LineMoney
    is_returnable: bool
    terms: Terms
    # SKUs of the same product at the same price, for an exchange.
    instead: Sequence[Sku] = ()
    # By how much the price of its free units has fallen.
    fallen_fen: int = 0

    @property
    def worth_fen(self) -> int:
        return self.money.worth(self.units)


@dataclass(frozen=True)
class KindChoice:
    """A kind of case that can be asked for now, for which lines and why."""

    kind: CaseKind
    lines: Sequence[LineChoice]
    reasons: Sequence[CaseReason]
    # The parcel has not left: the order is called off as a whole.
    calls_off: bool = False

    @property
    def worth_fen(self) -> int:
        return sum(row.worth_fen for row in self.lines)


@dataclass(frozen=True)
class Choices:
    """What can be asked for with an order at a moment."""

    kinds: Sequence[KindChoice]
    # The free lines whatever can be asked for them.
    lines: Sequence[LineChoice]

    def of(self, kind: str) -> KindChoice | None:
        """The kind, if it can be asked for."""
        return next((choice for choice in self.kinds if choice.kind == kind), None)


def facts_of(order: Order, *, at: datetime) -> OrderFacts:
    """What of an order decides about its cases at ``at``."""
    status = order.status_at(at)
    # Of an order that waits for the rest of its goods, what has left counts.
    status = OrderStatus.SHIPPED if order.is_partly_shipped else status
    return OrderFacts(
        status=status,
        needs_shipping=order.needs_shipping,
        paid_at=order.paid_at,
        completed_at=order.received_at(at),
    )


def choices(order: Order, *, at: datetime, by_staff: bool = False) -> Choices:
    """What can be asked for with ``order`` at ``at``; staff may for shoppers whose time is over. At most 7 queries."""
    facts = facts_of(order, at=at)
    if facts.status not in PAID_STATUSES:
        return Choices((), ())
    lines = list(OrderLine.objects.filter(order=order).select_related("sku__product").order_by("id"))
    rows = _line_choices(order, facts, lines, at)
    free = [row for row in rows if row.units]
    fallen = [row for row in free if row.fallen_fen]
    if facts.needs_shipping and facts.status == OrderStatus.PAID:
        made_up = [KindChoice(CaseKind.PRICE, fallen, (CaseReason.PRICE,))] if fallen else []
        return Choices([*_before_shipping(rows, free), *made_up], free)
    found: dict[CaseKind, list[LineChoice]] = {}
    for row in free:
        kinds = rules.kinds_for(facts, row.line.kind, at, by_staff=by_staff)
        # The statutory time may be longer than that for reporting faults.
        if row.is_returnable:
            kinds.add(CaseKind.RETURN)
        for kind in kinds:
            found.setdefault(kind, []).append(row)
    if fallen:
        found[CaseKind.PRICE] = fallen
    kinds_found = []
    for kind in CaseKind:
        if kind in found:
            reasons = rules.reasons_for(kind, is_shipped=facts.needs_shipping)
            if kind == CaseKind.RETURN:
                is_open = by_staff or _reports(facts, at)
                any_returnable = any(row.is_returnable for row in found[kind])
                reasons = tuple(
                    reason
                    for reason in reasons
                    if (any_returnable or by_staff if reason == CaseReason.NO_REASON else is_open)
                )
            kinds_found.append(KindChoice(kind, found[kind], reasons))
    return Choices(kinds_found, free)


def _reports(facts: OrderFacts, at: datetime) -> bool:
    until = rules.claims_until(facts)
    return until is None or at < until


def _before_shipping(rows: Sequence[LineChoice], free: Sequence[LineChoice]) -> list[KindChoice]:
    """As long as nothing has left the order is called off as a whole, and only if no other case is open."""
    # What was taken out of it is not part of it any more.
    rows = [row for row in rows if row.line.quantity > row.line.called_off]
    if len(free) != len(rows) or any(row.units != row.line.quantity - row.line.called_off for row in rows):
        return []
    reasons = rules.reasons_for(CaseKind.REFUND, is_shipped=False)
    return [KindChoice(CaseKind.REFUND, free, reasons, calls_off=True)]


def _line_choices(order: Order, facts: OrderFacts, lines: Sequence[OrderLine], at: datetime) -> list[LineChoice]:
    terms = _terms({line.sku.product_id: line.kind for line in lines}, order.placed_at)
    claimed = claimed_units(order, at=at)
    money = money_of(lines)
    redeemed = _redeemed(lines)
    fallen = _fallen(order, lines, money, claimed, at)
    instead = _instead(lines, at)
    return [
        LineChoice(
            line=line,
            units=max(
                0,
                (line.shipped_quantity if order.is_partly_shipped and line.is_shipped else line.quantity)
                - line.returned
                - claimed.get(line.pk, 0)
                - redeemed.get(line.pk, 0),
            ),
            money=money[line.pk],
            is_returnable=line.is_shipped and rules.is_returnable(facts, terms[line.sku.product_id], at),
            terms=terms[line.sku.product_id],
            instead=instead.get(line.pk, ()),
            fallen_fen=fallen.get(line.pk, 0),
        )
        for line in lines
    ]


@dataclass(frozen=True)
class Rest:
    """Units of a line that have not left, and what they are worth."""

    line: OrderLine
    units: int
    worth_fen: int


def rest_of(order: Order) -> list[Rest]:
    """What has not left of an order. Two queries."""
    lines = [line for line in OrderLine.objects.filter(order=order).order_by("pk") if line.to_ship]
    money = money_of(lines)
    return [Rest(line, line.to_ship, money[line.pk].worth(line.to_ship)) for line in lines]


def has_open_case(order: Order, at: datetime) -> bool:
    """Whether something is asked for with an order and not at its end."""
    return Case.objects.filter(order=order).open(at).exists()


def claimed_units(order: Order, *, at: datetime) -> dict[int, int]:
    """Order line id → units in cases that are open at ``at``, or being exchanged by an order that waits to be paid."""
    rows = CaseLine.objects.filter(case__in=Case.objects.filter(order=order).open(at)).values("line_id")
    claimed = dict(rows.annotate(units=Sum("units")).values_list("line_id", "units"))
    for line_id, units in AmendedLine.objects.filter(line__order=order).waiting(at).values_list("line_id", "units"):
        claimed[line_id] = claimed.get(line_id, 0) + units
    return claimed


def freight_left_fen(order: Order) -> int:
    """What of the freight that was charged has not gone back or over to another order. Three queries at most."""
    of_cases = Case.objects.filter(order=order, state=CaseState.SETTLED, refunded_fen__gt=0)
    back = of_cases.aggregate(fen=Sum("freight_fen", default=0))["fen"]
    alone = Refund.objects.filter(Q(key__startswith="address-") | Q(key__startswith=FREIGHT_KEY), payment__order=order)
    back += alone.exclude(state=RefundState.FAILED).aggregate(fen=Sum("amount_fen", default=0))["fen"]
    moved = Order.objects.filter(amends=order, credit_fen__gt=0, paid_at__isnull=False)
    for credit_fen, worth_fen in moved.annotate(worth=Sum("takes__worth_fen")).values_list("credit_fen", "worth"):
        back += max(0, credit_fen - worth_fen)
    return max(0, min(order.freight_fen - int(back), left_fen(order)))


def money_of(lines: Sequence[OrderLine]) -> dict[int, LineMoney]:
    """Order line id → what was paid for it, and what went back, or over to another order, already. Two queries."""
    back = _back(Q(line__in=lines))
    return {
        line.pk: LineMoney(
            total_fen=line.total_fen,
            quantity=line.quantity,
            refunded_fen=back.get(line.pk, 0),
            returned=line.returned,
        )
        for line in lines
    }


def _back(of: Q) -> dict[int, int]:
    rows = CaseLine.objects.filter(of).order_by().values("line_id")
    back = dict(rows.annotate(fen=Sum("refunded_fen")).values_list("line_id", "fen"))
    moved = AmendedLine.objects.filter(of, moved_fen__gt=0).order_by().values("line_id")
    for line_id, fen in moved.annotate(fen=Sum("moved_fen")).values_list("line_id", "fen"):
        back[line_id] = back.get(line_id, 0) + fen
    return back


def kept_of_lines(orders: QuerySet[Order]) -> dict[int, int]:
    """Order line id → what of the price of its goods was not given back, for all lines of paid orders. Four queries,
    however many orders.

    What went back for an order as a whole (it was closed, or something was made good) is borne by its lines by what is
    left of each; freight, and payments that were of no use, are not the goods' (``rules.kept_of``).
    """
    back = _back(Q(line__order__in=orders))
    live = Refund.objects.filter(payment__order__in=orders).exclude(state=RefundState.FAILED)
    sums = live.exclude(cause=RefundCause.UNUSED).order_by().values("payment__order")
    refunded = dict(sums.annotate(fen=Sum(F("amount_fen") - F("freight_fen"))).values_list("payment__order", "fen"))
    lines: dict[int, list[tuple[int, int]]] = {}
    for pk, order_id, total_fen in (
        OrderLine.objects.filter(order__in=orders).order_by("pk").values_list("pk", "order", "total_fen")
    ):
        lines.setdefault(order_id, []).append((pk, total_fen))
    kept: dict[int, int] = {}
    for order_id, rows in lines.items():
        prices = [(total_fen, back.get(pk, 0)) for pk, total_fen in rows]
        sums_kept = rules.kept_of(prices, refunded_fen=refunded.get(order_id, 0))
        kept |= dict(zip((pk for pk, _total in rows), sums_kept, strict=True))
    return kept


def _redeemed(lines: Sequence[OrderLine]) -> dict[int, int]:
    vouchers = [line.pk for line in lines if line.kind in REDEEMED_KINDS]
    if not vouchers:
        return {}
    rows = Voucher.objects.filter(line__in=vouchers, redeemed_at__isnull=False).order_by().values("line_id")
    return dict(rows.annotate(count=Count("pk")).values_list("line_id", "count"))


def _fallen(
    order: Order, lines: Sequence[OrderLine], money: dict[int, LineMoney], claimed: dict[int, int], at: datetime
) -> dict[int, int]:
    """Order line id → what its units would cost less now than was paid, after what was made up for already."""
    if order.paid_at is None or at >= order.paid_at + timedelta(days=rules.PRICE_DAYS):
        return {}
    price_of = prices([line.sku for line in lines], at=at, references=False)
    of_price = CaseLine.objects.filter(line__in=lines, case__kind=CaseKind.PRICE).order_by().values("line_id")
    before = dict(of_price.annotate(fen=Sum("refunded_fen")).values_list("line_id", "fen"))
    result = {}
    for line in lines:
        units = line.quantity - line.returned - claimed.get(line.pk, 0)
        fallen = (line.unit_price_fen - price_of[line.sku_id].price_fen) * units - before.get(line.pk, 0)
        if line.sku.is_for_sale(at) and units > 0 and fallen > 0:
            result[line.pk] = min(fallen, money[line.pk].worth(units))
    return result


def _instead(lines: Sequence[OrderLine], at: datetime) -> dict[int, list[Sku]]:
    physical = [line for line in lines if line.kind == ProductKind.PHYSICAL]
    if not physical:
        return {}
    wanted = Sku.objects.filter(product__in={line.sku.product_id for line in physical})
    skus = list(wanted.filter(Q(pk__in=Sku.objects.for_sale(at)) | Q(pk__in=[line.sku_id for line in physical])))
    return {
        line.pk: sorted(
            (
                sku
                for sku in skus
                if sku.product_id == line.sku.product_id and (sku == line.sku or sku.price_fen == line.sku.price_fen)
            ),
            key=lambda sku: (sku != line.sku, sku.pk),
        )
        for line in physical
    }


# --- Cases ---------------------------------------------------------------------------------------------------
def with_goods(cases: QuerySet[Case]) -> QuerySet[Case]:
    """With what a row or a page says about the goods: two queries more for any number."""
    return cases.select_related("order", "place").prefetch_related("lines__line__cover__renditions", "lines__to_sku")


def cases_of(order: Order) -> list[Case]:
    """An order's cases, newest first."""
    return list(with_goods(Case.objects.filter(order=order)).order_by("-pk"))


def replacement_of(case: Case) -> Shipment | None:
    """The parcel that a case's replacement left in, with what is known of its way."""
    return (
        Shipment.objects.filter(reference=case.number)
        .select_related("order", "consignment")
        .prefetch_related("consignment__events__by")
        .first()
    )


def to_send() -> QuerySet[Case]:
    """Cases whose replacement waits to be sent."""
    return Case.objects.filter(state=CaseState.REPLACING, due_at__isnull=False)


def sendings(cases: QuerySet[Case]) -> list[Sending]:
    """Cases as the order desk packs and ships them. Two queries."""
    rows = cases.select_related("order").prefetch_related("lines__line", "lines__to_sku__product")
    return [
        Sending(
            number=case.number,
            order=case.order,
            goods=[_good(row) for row in case.lines.all()],
            due_at=case.due_at,
            url=reverse("case_desk:case", args=[case.number]),
        )
        for case in rows
        if case.due_at
    ]


def _good(row: CaseLine) -> Good:
    line, sku = row.line, row.to_sku
    if sku is None or sku.pk == line.sku_id:
        return Good(line.title, line.sku_code, row.units, line.specification_text)
    return Good(sku.full_title, sku.code, row.units)


def awaited(numbers: Collection[str]) -> list[str]:
    """Of these numbers those of cases whose replacement is on its way."""
    return list(Case.objects.filter(number__in=numbers, state=CaseState.RESENT).values_list("number", flat=True))


def refunds_of(case: Case) -> list[Refund]:
    """The money that a case sent back, and how far it is on its way."""
    key = "cancel" if case.calls_off else f"case:{case.number}"
    if case.closed_at is None:
        return []
    return list(Refund.objects.filter(payment__order=case.order_id, key=key).order_by("pk"))


def shown_entries(case: Case) -> list[CaseEntry]:
    """What shoppers see of a case's time line."""
    return list(case.entries.exclude(state=""))


def lot_of_return(order: Order, stock_id: int) -> Lot | None:
    """The lot that good units of an order go back to: of those they were shipped from the one that expires first."""
    moved = StockMovement.objects.filter(stock=stock_id, reason=MovementReason.SHIP, reference=order.number)
    lots = Lot.objects.filter(pk__in=moved.filter(lot__isnull=False).values("lot"))
    # PostgreSQL sorts what has no date last, SQLite first.
    return min(lots, key=lambda lot: (lot.expires_on is None, lot.expires_on, lot.pk), default=None)


def drawn_by(reference: str, sku_id: int, units: int) -> list[tuple[int, int]]:
    """(stock id, units of it) that so many units of a SKU were made of when a document took them; [] without stock."""
    rows = list(Reservation.objects.filter(reference=reference, sku=sku_id).exclude(state="released"))
    sold: dict[int, int] = {}
    for row in rows:
        sold[row.stock_id] = sold.get(row.stock_id, 0) + row.quantity
    if not sold:
        return []
    whole = OrderLine.objects.filter(order__number=reference, sku=sku_id).aggregate(units=Sum("quantity"))["units"]
    whole = (
        whole
        or CaseLine.objects.filter(case__number=reference)
        .filter(Q(to_sku=sku_id) | Q(to_sku=None, line__sku=sku_id))
        .aggregate(units=Sum("units"))["units"]
    )
    return [(stock_id, quantity * units // whole) for stock_id, quantity in sorted(sold.items())]


def customer_records(customer: Customer) -> Records:
    """What this room holds about a person (``customers.records``)."""
    rows = Case.objects.filter(order__customer=customer).order_by("opened_at", "id")
    return {
        "cases": [
            {
                "number": row.number,
                "order": row.order.number,
                "kind": row.kind,
                "state": row.state,
                "reason": row.reason,
                "words": row.words,
                "refunded_fen": row.refunded_fen,
                "opened_at": row.opened_at,
                "closed_at": row.closed_at,
                "parcel": f"{row.carrier} {row.tracking_number}".strip(),
                "lines": [
                    {"product": line.line.product_title, "units": line.units, "refunded_fen": line.refunded_fen}
                    for line in row.lines.all()
                ],
                "time_line": [
                    {"state": entry.state, "actor": entry.actor, "text": entry.text, "at": entry.at}
                    for entry in row.entries.all()
                    if entry.state
                ],
            }
            for row in rows.select_related("order").prefetch_related("lines__line", "entries")
        ]
    }
