"""Set terms, issue, redeem, take back, withdraw."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shop.bookings.models import Session
from shop.bookings.rules import ticket_days
from shop.catalog.enums import REDEEMED_KINDS, ProductKind
from shop.catalog.events import ProductChanged
from shop.catalog.models import Product
from shop.core import audit, events
from shop.core.errors import InvalidInput
from shop.core.templatetags.desk import minute
from shop.inventory.models import Place
from shop.orders.enums import EntryKind, OrderStatus
from shop.orders.models import Order, OrderLine
from shop.orders.operations.notes import write_entry
from shop.vouchers.enums import VoucherState
from shop.vouchers.errors import VoucherNotRedeemable, VoucherUnknown
from shop.vouchers.models import Voucher, VoucherTerms
from shop.vouchers.queries import terms_at, vouchers_of
from shop.vouchers.rules import TermsData, new_code, validity

PAID = (OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED)


@transaction.atomic
def set_terms(
    *, by: Any, product: Product, data: TermsData, at: datetime, places: Iterable[Place] = ()
) -> VoucherTerms:
    """What vouchers of ``product`` promise that are ordered from ``at`` on; no places: any.

    ``InvalidInput`` names the field.
    """
    if product.kind != ProductKind.VOUCHER:
        raise InvalidInput(_("Only vouchers have these terms."))
    if data.valid_days is not None and not 1 <= data.valid_days <= 3650:
        raise InvalidInput(_("A voucher is valid for 1 to 3650 days, or without an end."), field="valid_days")
    if data.valid_from and data.valid_until and data.valid_until <= data.valid_from:
        raise InvalidInput(_("The end must be after the beginning."), field="valid_until")
    if len(data.conditions) > 300:
        raise InvalidInput(_("Conditions have 300 characters at most."), field="conditions")
    terms = VoucherTerms.objects.create(
        product=product,
        since=at,
        valid_days=data.valid_days,
        valid_from=data.valid_from,
        valid_until=data.valid_until,
        conditions=data.conditions.strip(),
    )
    terms.places.set(places)
    audit.record(by=by, action="vouchers.set_terms", subject=product)
    events.publish(ProductChanged(product_id=product.pk))
    return terms


@transaction.atomic
def issue_vouchers(*, order_id: int, at: datetime) -> int:
    """Issue what a paid order is owed: a voucher for each unit. Idempotent; nothing for an order that is not paid.

    Returns how many are new. Terms are those of the moment of the order, validity counts from the payment.
    """
    order = Order.objects.select_for_update(no_key=True).get(pk=order_id)
    if order.status not in PAID or order.paid_at is None:
        return 0
    count = 0
    lines = OrderLine.objects.filter(order=order, kind__in=REDEEMED_KINDS).select_related("sku").order_by("pk")
    for line in lines:
        missing = set(range(1, line.quantity + 1)) - set(line.vouchers.values_list("position", flat=True))
        if not missing:
            continue
        starts, ends, conditions, places = _promise(line, order.placed_at, order.paid_at)
        made = Voucher.objects.bulk_create(
            Voucher(
                code=code,
                line=line,
                position=position,
                valid_from=starts,
                valid_until=ends,
                conditions=conditions,
                issued_at=at,
            )
            for position, code in zip(sorted(missing), _free_codes(len(missing)), strict=True)
        )
        _redeem_at(made, places)
        count += len(made)
    return count


def _promise(
    line: OrderLine, placed_at: datetime, paid_at: datetime
) -> tuple[datetime, datetime | None, str, list[Place]]:
    """From when to when, on what conditions, and where the vouchers of a line are good."""
    if line.kind == ProductKind.SERVICE:
        # Locked: who moves the session sees these tickets, or has moved it before.
        list(Session.objects.select_for_update(no_key=True).filter(sku=line.sku_id).values_list("pk"))
        session = Session.objects.select_related("place").get(sku=line.sku_id)
        return (*ticket_days(session.span), "", [session.place])
    terms = terms_at(line.sku.product_id, at=placed_at)
    if terms is None:
        return paid_at, None, "", []
    starts, ends = validity(
        paid_at=paid_at, valid_days=terms.valid_days, valid_from=terms.valid_from, valid_until=terms.valid_until
    )
    return starts, ends, terms.conditions, list(terms.places.all())


def _redeem_at(vouchers: Iterable[Voucher], places: Iterable[Place]) -> None:
    through = Voucher.places.through
    where = list(places)
    through.objects.bulk_create(through(voucher=voucher, place=place) for voucher in vouchers for place in where)


@transaction.atomic(savepoint=False)
def follow_session(session: Session, before: str, by: Any, at: datetime) -> None:
    """A session moved: its tickets that were not used are good at its new time and place, and each order says so.

    Part of the move, which holds the session's lock.
    """
    starts, ends = ticket_days(session.span)
    good = Voucher.objects.filter(line__sku=session.sku_id, redeemed_at=None, voided_at=None)
    tickets = list(good.select_related("line__order").order_by("pk"))
    Voucher.objects.filter(pk__in=[row.pk for row in tickets]).update(valid_from=starts, valid_until=ends)
    Voucher.places.through.objects.filter(voucher__in=tickets).delete()
    _redeem_at(tickets, [session.place])
    text = _("Session moved: %(before)s → %(now)s") % {
        "before": before,
        "now": f"{session.sku.option_text} · {session.place}",
    }
    for order in {row.line.order_id: row.line.order for row in tickets}.values():
        write_entry(order=order, kind=EntryKind.NOTE, at=at, by=by, text=text)


def hand_out(order: Order, *, at: datetime) -> list[Voucher]:
    """An order's vouchers, line by line. What it is owed and no job has issued yet is issued here."""
    owed = sum(line.quantity for line in order.lines.all() if line.kind in REDEEMED_KINDS)
    if not owed:
        return []
    rows = vouchers_of(order)
    if len(rows) < owed and order.status in PAID:
        # Whether it issues them or a worker was first.
        issue_vouchers(order_id=order.pk, at=at)
        rows = vouchers_of(order)
    return rows


def _free_codes(count: int) -> list[str]:
    codes: set[str] = set()
    while len(codes) < count:
        fresh = {new_code() for _number in range(count - len(codes))}
        codes |= fresh - set(Voucher.objects.filter(code__in=fresh).values_list("code", flat=True))
    return list(codes)


@transaction.atomic
def redeem(*, by: Any, code: str, place: Place, at: datetime) -> Voucher:
    """Redeem at ``place``, exactly once however many counters try.

    ``VoucherUnknown``; ``VoucherNotRedeemable`` says why not: redeemed (when and where), expired, not valid yet,
    withdrawn, another place. The order's lock comes first: whoever refunds it waits, or has been first.
    """
    voucher = Voucher.objects.select_related("line").filter(code=code).first()
    if voucher is None:
        raise VoucherUnknown
    order = Order.objects.select_for_update(no_key=True).get(pk=voucher.line.order_id)
    voucher = Voucher.objects.select_related("redeemed_place").prefetch_related("places").get(pk=voucher.pk)
    if order.status not in PAID:
        raise VoucherNotRedeemable(_("Its order was closed and the money sent back: it is not good any more."))
    places = list(voucher.places.all())
    if places and place not in places:
        names = "、".join(str(other) for other in places)
        raise VoucherNotRedeemable(_("It is not redeemed here but at: %(places)s.") % {"places": names})
    taken = Voucher.objects.in_state(VoucherState.OPEN, at).filter(pk=voucher.pk)
    if not taken.update(redeemed_at=at, redeemed_place=place, redeemed_by=by):
        voucher = Voucher.objects.select_related("redeemed_place").get(pk=voucher.pk)
        raise VoucherNotRedeemable(_refusal(voucher, at))
    audit.record(by=by, action="vouchers.redeem", subject=voucher, data={"place": str(place)})
    return Voucher.objects.get(pk=voucher.pk)


def _refusal(voucher: Voucher, at: datetime) -> str:
    state = voucher.state_at(at)
    if state == VoucherState.REDEEMED:
        when, where = minute(voucher.redeemed_at), str(voucher.redeemed_place)
        return _("It was redeemed already: %(time)s, %(place)s.") % {"time": when, "place": where}
    if state == VoucherState.EXPIRED:
        return _("It was good until %(time)s.") % {"time": minute(voucher.valid_until)}
    if state == VoucherState.UPCOMING:
        return _("It is good from %(time)s on.") % {"time": minute(voucher.valid_from)}
    return _("It was withdrawn: its order is closed.")


@transaction.atomic
def take_back(*, by: Any, voucher: Voucher, at: datetime) -> Voucher:
    """Undo a redemption made by mistake: the voucher is as before. ``VoucherNotRedeemable`` if it is not redeemed."""
    redeemed = Voucher.objects.filter(pk=voucher.pk).exclude(redeemed_at=None)
    if not redeemed.update(redeemed_at=None, redeemed_place=None, redeemed_by=None):
        raise VoucherNotRedeemable(_("It is not redeemed, so there is nothing to take back."))
    audit.record(by=by, action="vouchers.take_back", subject=voucher)
    return Voucher.objects.get(pk=voucher.pk)


def withdraw_vouchers(*, order_id: int, at: datetime) -> int:
    """Withdraw what a closed order has not redeemed. Idempotent."""
    open_ones = Voucher.objects.filter(line__order=order_id, redeemed_at=None, voided_at=None)
    return open_ones.update(voided_at=at)


@transaction.atomic(savepoint=False)
def withdraw_units(*, line: OrderLine, units: int, at: datetime) -> None:
    """Withdraw so many of a line's vouchers that were not redeemed, the last first: their money goes back.

    Part of that transaction, which holds the order's lock. ``VoucherNotRedeemable`` if fewer are left.
    """
    left = Voucher.objects.filter(line=line, redeemed_at=None, voided_at=None).order_by("-position")
    pks = list(left.values_list("pk", flat=True)[:units])
    taken = Voucher.objects.filter(pk__in=pks, redeemed_at=None, voided_at=None)
    if len(pks) < units or taken.update(voided_at=at) != units:
        raise VoucherNotRedeemable(_("Some of them have been redeemed, so their money stays."))
