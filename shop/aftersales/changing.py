"""What changing the goods of an order would come to: asked before anybody says so, and again when they do.

A paid order that has not left keeps its number, its lines and its prices. What is added is an order of its own, at
the prices of the day, that goes with it; what is given up for it pays a part of that. An unpaid order is replaced.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _

from shop.aftersales.queries import claimed_units, freight_left_fen, money_of
from shop.catalog.enums import ProductKind
from shop.catalog.models import Sku
from shop.core.errors import InvalidInput
from shop.orders.amendments import Exchanged
from shop.orders.enums import OrderStatus
from shop.orders.errors import OrderNotInState
from shop.orders.freight import freight_of
from shop.orders.lines import LineData
from shop.orders.models import Order, OrderLine, deposit_of
from shop.orders.queries import Quote, quote_skus
from shop.orders.rules import freight_change
from shop.payments.queries import left_fen
from shop.shipping.rules import NoDelivery


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be in the order: of some of its lines (id) so many units, and units of SKUs (id) beside them."""

    units: Mapping[int, int] = field(default_factory=dict)
    added: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A line of the comparison: units and what they cost, before and afterwards."""

    title: str
    units_before: int
    fen_before: int
    units: int
    fen: int
    # What one unit costs for which more are asked now, if that is not what one cost then.
    each_fen: int | None = None

    @property
    def differs_fen(self) -> int:
        return self.fen - self.fen_before


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a change comes to. Sums in fen."""

    order: Order
    rows: Sequence[Row]
    # Line id → units that go, and what they are worth.
    gives_up: Sequence[Exchanged]
    # What is ordered anew: beside the original, or instead of it.
    lines: Sequence[LineData]
    goods_fen: int = 0
    # Of the new order.
    freight_fen: int = 0
    # By how much the freight falls with what is taken out.
    freight_back_fen: int = 0
    # What was free above a sum stays so, though the rest is below it.
    stays_free: bool = False
    # What the original gives up pays so much of it; the rest is due, or goes back.
    credit_fen: int = 0
    back_fen: int = 0
    # The original is closed: all of it is exchanged, or it was not paid yet.
    replaces: bool = False
    is_unpaid: bool = False

    @property
    def total_fen(self) -> int:
        """Of the new order."""
        return self.goods_fen + self.freight_fen

    @property
    def due_fen(self) -> int:
        """What the customer is asked to pay."""
        return self.total_fen - self.credit_fen

    @property
    def takes_out_only(self) -> bool:
        """Nothing is ordered anew, so there is nothing but units that are not sent."""
        return not self.lines

    @property
    def key(self) -> str:
        """Its sums as text: whoever says yes sends it back, and means no others."""
        freight = f"{self.freight_fen}.{self.freight_back_fen}"
        return f"{self.goods_fen}.{freight}.{self.credit_fen}.{self.back_fen}.{int(self.replaces)}"


def changeable(order: Order, at: datetime) -> bool:
    """Whether anything of it can be changed: it waits to be paid or to be shipped."""
    is_open = order.status_at(at) in {OrderStatus.PENDING, OrderStatus.PAID}
    return is_open and order.needs_shipping


def change_of(order: Order, wanted: Wanted, *, at: datetime) -> Change:
    """What ``wanted`` comes to at ``at``. ``OrderNotInState`` unless it can be changed; ``InvalidInput`` says what of
    it cannot be.
    """
    if not changeable(order, at):
        raise OrderNotInState
    lines = list(OrderLine.objects.filter(order=order).select_related("sku__product").order_by("pk"))
    asked = {line.pk: wanted.units.get(line.pk, line.to_ship) for line in lines if line.to_ship}
    if set(wanted.units) - set(asked) or any(count < 0 for count in [*asked.values(), *wanted.added.values()]):
        raise InvalidInput(_("Not so many units are left to be shipped. Reload to see what is."), field="units")
    if order.status == OrderStatus.PENDING:
        return _replacing(order, lines, asked, wanted, at)
    return _changing(order, lines, asked, wanted, at)


def _changing(order: Order, lines: list[OrderLine], asked: dict[int, int], wanted: Wanted, at: datetime) -> Change:
    claimed, money = claimed_units(order, at=at), money_of(lines)
    added = {sku_id: count for sku_id, count in wanted.added.items() if count}
    gives_up: list[Exchanged] = []
    for line in lines:
        more = asked.get(line.pk, 0) - line.to_ship
        if more > 0:
            if line.specification:
                raise _made_to_order(line.title)
            added[line.sku_id] = added.get(line.sku_id, 0) + more
        elif more < 0:
            if -more > line.to_ship - claimed.get(line.pk, 0):
                raise InvalidInput(_("Some of it is in an open case. Answer that first."), field="units")
            gives_up.append(Exchanged(line=line, units=-more, worth_fen=money[line.pk].worth(-more)))
    if not added and not gives_up:
        raise InvalidInput(_("Nothing would change."), field="units")
    if added and deposit_of(order):
        raise InvalidInput(_("An order with a deposit is made to what was agreed. Order the rest separately."))
    if added and order.shipped_at:
        raise InvalidInput(_("A parcel has left already: order separately what is to be added."), field="units")
    quote = _quoted(order, added, at)
    before = {line.pk: line.to_ship for line in lines if line.to_ship}
    after = {pk: min(count, asked[pk]) for pk, count in before.items()}
    is_all = not any(after.values())
    if is_all and (not added or any(not line.is_shipped for line in lines)):
        raise InvalidInput(_("Nothing would be left to send: cancel the order, or call off the rest."), field="units")
    # Without items where it is fetched.
    new = [(row.line.sku, item) for row, item in zip(quote.lines, quote.items, strict=False)]
    then_fen, now_fen = freight_of(order, before), freight_of(order, after, added=new)
    if order.shipped_at:
        now_fen = then_fen
    charged_fen, left = freight_left_fen(order), left_fen(order)
    differs = freight_change(charged_fen=charged_fen, before_fen=then_fen, after_fen=now_fen)
    worth_fen = sum(row.worth_fen for row in gives_up)
    # All of what was paid for it goes over, the freight with it; else what the units are worth.
    pool_fen = left if is_all else min(left, worth_fen + max(0, -differs))
    freight_fen = charged_fen + differs if is_all else max(0, differs)
    if not added:
        freight_fen = 0
    total_fen = quote.goods_fen + freight_fen
    credit_fen = min(pool_fen, total_fen)
    return Change(
        order=order,
        rows=_rows(lines, asked, quote),
        gives_up=gives_up,
        lines=quote.order_lines,
        goods_fen=quote.goods_fen,
        freight_fen=freight_fen,
        freight_back_fen=0 if is_all else max(0, pool_fen - worth_fen),
        stays_free=not added and now_fen > then_fen,
        credit_fen=credit_fen,
        back_fen=pool_fen - credit_fen,
        replaces=is_all,
    )


def freight_back_fen(order: Order, gone: Mapping[int, int]) -> int:
    """By how much the freight falls if units (line id → units) are not sent; nothing once a parcel has left, and never
    more than is left of what was charged.
    """
    if order.shipped_at:
        return 0
    before = {line.pk: line.to_ship for line in OrderLine.objects.filter(order=order) if line.to_ship}
    after = {pk: count - gone.get(pk, 0) for pk, count in before.items()}
    differs = freight_change(
        charged_fen=freight_left_fen(order), before_fen=freight_of(order, before), after_fen=freight_of(order, after)
    )
    return max(0, -differs)


def _replacing(order: Order, lines: list[OrderLine], asked: dict[int, int], wanted: Wanted, at: datetime) -> Change:
    units: dict[int, int] = {}
    for line in lines:
        if line.specification:
            raise _made_to_order(line.title)
        units[line.sku_id] = units.get(line.sku_id, 0) + (asked[line.pk] if line.is_shipped else line.quantity)
    for sku_id, count in wanted.added.items():
        units[sku_id] = units.get(sku_id, 0) + count
    units = {sku_id: count for sku_id, count in units.items() if count}
    if not units:
        raise InvalidInput(_("Nothing would be left to send: cancel the order, or call off the rest."), field="units")
    if deposit_of(order):
        raise InvalidInput(_("An order with a deposit is made to what was agreed. Order the rest separately."))
    if order.batch_id is not None:
        raise InvalidInput(_("It is paid together with other orders. Cancel them, and let the customer order anew."))
    if order.amends_id:
        raise InvalidInput(_("This order changes another one. Cancel it, and change that one anew."))
    if units == {line.sku_id: line.quantity for line in lines}:
        raise InvalidInput(_("Nothing would change."), field="units")
    quote = _quoted(order, units, at, own={line.sku_id: line.quantity for line in lines})
    return Change(
        order=order,
        rows=_rows(lines, asked, quote, is_whole=True),
        gives_up=(),
        lines=quote.order_lines,
        goods_fen=quote.goods_fen,
        freight_fen=quote.freight_fen,
        replaces=True,
        is_unpaid=True,
    )


def _made_to_order(title: str) -> InvalidInput:
    return InvalidInput(
        _("%(title)s is made to the customer's answers, so they order it themselves.") % {"title": title}, field="units"
    )


def _quoted(order: Order, units: Mapping[int, int], at: datetime, own: Mapping[int, int] | None = None) -> Quote:
    """What is ordered anew at the prices of ``at``, sent where the order goes; ``own`` units are held already."""
    if not units:
        return Quote(at=at, lines=())
    quote = quote_skus(units, at=at, customer=order.customer)
    if len(quote.lines) != len(units):
        raise InvalidInput(_("One of these goods is not there any more."), field="added")
    for row in quote.lines:
        sku: Sku = row.line.sku
        if not own and not ProductKind(sku.product.kind).is_shipped:
            raise InvalidInput(_("%(title)s goes into no parcel.") % {"title": sku.full_title}, field="added")
        held = (own or {}).get(sku.pk, 0)
        # What the order holds already is there for it.
        is_held = row.problem in {"too_many", "sold_out"} and units[sku.pk] <= row.offer.available + held
        if row.problem and not is_held:
            raise InvalidInput(_problem(row.problem, sku.full_title, row.offer.available + held), field="added")
    quote = replace(quote, lines=tuple(replace(row, problem="") for row in quote.lines))
    known = quote.fetched() if order.pickup_place_id else quote.to(order.region_code)
    if isinstance(known.freight, NoDelivery):
        raise InvalidInput(known.no_delivery, field="added")
    return known


def _problem(problem: str, title: str, available: int) -> str:
    if problem == "too_many":
        return _("%(title)s: only %(count)s are left.") % {"title": title, "count": available}
    texts = {
        "gone": _("%(title)s is not for sale at the moment."),
        "owned": _("%(title)s was bought before."),
        "specification": _("%(title)s is made to the customer's answers, so they order it themselves."),
        "sold_out": _("%(title)s is sold out."),
        "person_limit": _("%(title)s: more than one person may have at the promotional price."),
        "promotion_left": _("%(title)s: fewer are left at the promotional price."),
    }
    return texts[problem] % {"title": title}


def _rows(lines: Sequence[OrderLine], asked: Mapping[int, int], quote: Quote, *, is_whole: bool = False) -> list[Row]:
    """Side by side: every line as it is and as it would be, then what is new."""
    new = {row.line.sku_id: row for row in quote.lines}
    rows = []
    for line in lines:
        before = line.quantity - line.called_off
        now = new.pop(line.sku_id, None) if not line.spec_key else None
        if is_whole:
            units, fen = (now.line.quantity, now.total_fen) if now else (0, 0)
        else:
            kept = before - line.to_ship + min(asked.get(line.pk, 0), line.to_ship)
            units = kept + (now.line.quantity if now else 0)
            fen = line.each_fen * kept + (now.total_fen if now else 0)
        each_fen = now.each_fen if now and now.each_fen != line.each_fen else None
        if before or units:
            rows.append(Row(line.title, before, line.each_fen * before, units, fen, each_fen))
    rows += [Row(row.line.sku.full_title, 0, 0, row.line.quantity, row.total_fen, row.each_fen) for row in new.values()]
    return rows
