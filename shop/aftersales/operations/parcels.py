"""Goods on their way: back to the shop, looked at there, and the replacement's way to the customer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shop.aftersales import rules
from shop.aftersales.enums import CaseState
from shop.aftersales.errors import CaseNotInState, NotClaimable
from shop.aftersales.models import Case, CaseLine
from shop.aftersales.operations.steps import let_go, lock, move, require, settle, step_of, worth_of, write
from shop.aftersales.queries import drawn_by, lot_of_return, replacement_of
from shop.aftersales.rules import Finding
from shop.catalog.models import Sku
from shop.core import audit
from shop.inventory import operations as inventory
from shop.inventory.enums import Condition, MovementReason
from shop.inventory.models import Place
from shop.orders.operations.ship import clean_tracking_number, hand_to_carrier
from shop.shipping.carriers import require_carrier

S = CaseState


def parcel(carrier: str, tracking_number: str) -> tuple[str, str]:
    """Carrier and number as they are kept; ``InvalidInput`` names the field."""
    number = clean_tracking_number(tracking_number)
    require_carrier(carrier)
    return carrier, number


@transaction.atomic
def send_back(*, case: Case, carrier: str, tracking_number: str, at: datetime, by: Any = None) -> Case:
    """The shopper has posted the goods. The same parcel again is a double click; ``CaseNotInState`` otherwise."""
    carrier, number = parcel(carrier, tracking_number)
    case = lock(case, at)
    if (case.state, case.carrier, case.tracking_number) == (S.SENT, carrier, number):
        return case
    require(case, S.RETURNING)
    move(case, S.SENT, step_of(by, at, shopper=True), text=number, carrier=carrier, tracking_number=number)
    return case


@transaction.atomic
def inspect(
    *, by: Any, case: Case, findings: Mapping[int, Finding], at: datetime, place: Place | None = None, text: str = ""
) -> Case:
    """The goods are back and were looked at: what is good is sellable again, the rest is kept as damaged.

    ``findings`` by case line id. All there and good: the money goes back, or the replacement's turn has come. Otherwise
    somebody decides (``agree``, ``make_offer``, ``refuse``). A case that time has ended without the goods is booked in
    all the same. ``CaseNotInState`` if they were booked before.
    """
    text = text.strip()[:300]
    case, step = lock(case, at), step_of(by, at)
    late = case.received_at is None and bool(case.tracking_number) and case.state in {S.SETTLED, S.REPLACING, S.RESENT}
    if case.kind not in rules.RETURNED or not (late or case.state in {S.RETURNING, S.SENT}):
        raise CaseNotInState
    rows = list(case.lines.select_related("line").order_by("pk"))
    _check(rows, findings)
    for row in sorted(rows, key=lambda row: (row.line.sku_id, row.pk)):
        found = findings.get(row.pk, Finding())
        CaseLine.objects.filter(pk=row.pk).update(good=found.good, damaged=found.damaged)
    _book_in(case, rows, findings, by=by, at=at, place=place or case.place)
    audit.record(by=by, action="aftersales.inspect", subject=case)
    if late:
        Case.objects.filter(pk=case.pk).update(received_at=at, place=place or case.place)
        case.refresh_from_db()
        write(case, "", step, text=" ".join((_("The goods came after all and were booked in."), text)).strip())
        return case
    move(case, S.RECEIVED, step, text=text, received_at=at, place=place or case.place)
    if all(findings.get(row.pk, Finding()).good == row.units for row in rows):
        from shop.aftersales.operations.decide import go_on

        go_on(case, step)
    return case


def _check(rows: list[CaseLine], findings: Mapping[int, Finding]) -> None:
    if not set(findings) <= {row.pk for row in rows}:
        raise NotClaimable(_("This is not in the case."), field="lines")
    for row in rows:
        found = findings.get(row.pk, Finding())
        if found.good < 0 or found.damaged < 0 or found.good + found.damaged > row.units:
            raise NotClaimable(
                _("%(title)s: %(count)s at most.") % {"title": row.line.product_title, "count": row.units},
                field="lines",
            )


def _book_in(
    case: Case, rows: list[CaseLine], findings: Mapping[int, Finding], *, by: Any, at: datetime, place: Place | None
) -> None:
    """Units come back into the stock they were taken from, in ascending SKU id; bundles as what they were made of."""
    coming: dict[tuple[int, Condition], int] = {}
    for row in rows:
        found = findings.get(row.pk, Finding())
        for condition, units in ((Condition.SELLABLE, found.good), (Condition.DAMAGED, found.damaged)):
            for stock_id, count in drawn_by(case.order.number, row.line.sku_id, units) if units else ():
                key = (stock_id, condition)
                coming[key] = coming.get(key, 0) + count
    skus = Sku.objects.in_bulk({stock_id for stock_id, _condition in coming})
    for (stock_id, condition), units in sorted(coming.items()):
        lot = lot_of_return(case.order, stock_id)
        inventory.receive(
            by=by,
            sku=skus[stock_id],
            units=units,
            at=at,
            place=place,
            lot=inventory.LotData(code=lot.code) if lot else None,
            condition=condition,
            reason=MovementReason.RETURN,
            reference=case.number,
        )


@transaction.atomic
def send_replacement(
    *, by: Any, case: Case, carrier: str, tracking_number: str, at: datetime, place: Place | None = None
) -> Case:
    """The replacement leaves: its units leave the stock, and its parcel is followed like those of orders. Once, even if
    two people press it. ``CaseNotInState``; ``InvalidInput`` for a bad carrier or number, or one that a parcel of the
    order has already.
    """
    case = lock(case, at)
    require(case, S.REPLACING)
    inventory.fulfil(by=by, reference=case.number, at=at, place=place)
    hand_to_carrier(
        by=by, order=case.order, carrier=carrier, tracking_number=tracking_number, at=at, reference=case.number
    )
    move(case, S.RESENT, step_of(by, at))
    return case


def ship_replacement(*, by: Any, number: str, carrier: str, tracking_number: str, at: datetime) -> None:
    """``send_replacement`` of the case with that number (``orders.sending``)."""
    case = Case.objects.get(number=number)
    send_replacement(by=by, case=case, carrier=carrier, tracking_number=tracking_number, at=at)


@transaction.atomic
def follow_replacement(*, number: str, at: datetime) -> None:
    """There is news of the parcel with a replacement: one that is in trouble does not count as received before somebody
    has taken care of it.
    """
    case = lock(Case.objects.get(number=number), at)
    sent = replacement_of(case)
    if case.state == S.RESENT and sent is not None:
        due_at = rules.resent_until(shipped_at=sent.shipped_at, is_in_trouble=sent.is_in_trouble(at), at=at)
        Case.objects.filter(pk=case.pk).update(due_at=due_at)


@transaction.atomic
def confirm_replacement(*, case: Case, at: datetime, by: Any = None) -> Case:
    """The shopper has the replacement in hand."""
    case = lock(case, at)
    require(case, S.RESENT)
    move(case, S.SETTLED, step_of(by, at, shopper=True))
    return case


@transaction.atomic
def take_money(*, case: Case, at: datetime, by: Any = None) -> Case:
    """The money instead of a replacement that the shop is late with; staff may at any time before it leaves."""
    case = lock(case, at)
    require(case, S.REPLACING)
    if by is None and case.due_at and case.due_at > at:
        raise CaseNotInState(_("The shop still has time to send it. If it does not, the money can be had instead."))
    let_go(case)
    fen = sum(worth_of(case).values())
    text = _("The money instead of a replacement")
    settle(case, step_of(by, at, shopper=True), fen, text=text)
    return case
