"""The inner workings of every step of a case: lock, move, settle. Parts of other operations."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from shop.aftersales import rules
from shop.aftersales.enums import Actor, CaseKind, CaseReason, CaseState
from shop.aftersales.errors import CaseNotInState
from shop.aftersales.models import Case, CaseEntry, CaseLine
from shop.aftersales.queries import money_of
from shop.catalog.enums import REDEEMED_KINDS
from shop.core import audit
from shop.core.money import allocate
from shop.inventory import operations as inventory
from shop.inventory.operations.ledger import announce
from shop.orders.enums import CancelReason
from shop.orders.models import Order, OrderLine
from shop.orders.operations import cancel_order, review_receipt
from shop.orders.operations.receipt import let_go_parcels
from shop.payments import operations as payments
from shop.payments.operations.refunds import refund_order
from shop.payments.queries import left_fen
from shop.vouchers.operations import issue_vouchers, withdraw_units, withdraw_vouchers

S = CaseState


@dataclass(frozen=True, kw_only=True)
class Step:
    """Who does something to a case, and when."""

    actor: Actor
    at: datetime
    by: Any = None


def step_of(by: Any, at: datetime, *, shopper: bool = False) -> Step:
    """A step by staff, or by the shopper."""
    return Step(actor=Actor.SHOPPER if shopper and by is None else Actor.STAFF, by=by, at=at)


def lock(case: Case, at: datetime) -> Case:
    """The order's lock, then the case as it is, with the steps that time has brought about written down."""
    Order.objects.select_for_update(no_key=True).only("pk").get(pk=case.order_id)
    row = Case.objects.select_related("order").get(pk=case.pk)
    if row.due_at and row.due_at <= at:
        from shop.aftersales.operations.sweep import catch_up

        catch_up(row, at)
    return row


def require(case: Case, *states: str) -> None:
    """``CaseNotInState`` unless the locked case is in one of the states."""
    if case.state not in states:
        raise CaseNotInState


def move(case: Case, to: CaseState, step: Step, *, text: str = "", fen: int | None = None, **changes: Any) -> None:
    """One step of the table, written down on the row and on the time line. ``CaseNotInState``."""
    if not rules.can_become(case.kind, case.state, to):
        raise CaseNotInState
    due_at = rules.due_after(to, step.at)
    changes |= {"state": to, "due_at": due_at, "closed_at": None if due_at else step.at}
    changes["news_at"] = None if step.actor == Actor.SHOPPER else step.at
    if not Case.objects.filter(pk=case.pk, state=case.state, kind=case.kind).update(**changes):
        raise CaseNotInState
    if case.state == S.RESENT:
        let_go_parcels(order=case.order, at=step.at, reference=case.number)
    case.refresh_from_db()
    write(case, to, step, text=text, fen=fen)
    if due_at is None:
        review_receipt(order_id=case.order_id, at=step.at)
    if step.by is not None:
        audit.record(by=step.by, action=f"aftersales.{to}", subject=case)


def write(case: Case, state: str, step: Step, *, text: str = "", fen: int | None = None) -> CaseEntry:
    """Append a line to the case's time line."""
    return CaseEntry.objects.create(
        case=case, state=state, actor=step.actor, text=text[:500], amount_fen=fen, at=step.at, by=step.by
    )


def ask_for_money(case: Case, kind: CaseKind, step: Step) -> None:
    """What is asked for becomes money, as the goods for a replacement cannot be had; the time line says so."""
    fen = sum(worth_of(case).values())
    Case.objects.filter(pk=case.pk).update(kind=kind, asked_fen=fen)
    case.refresh_from_db()
    write(case, case.state, step, text=_("The replacement is sold out, so the money goes back instead."), fen=fen)


def worth_of(case: Case) -> dict[int, int]:
    """Case line id → what its units are worth now; each order line is in a case once."""
    rows = list(case.lines.select_related("line").order_by("pk"))
    money = money_of([row.line for row in rows])
    return {row.pk: money[row.line_id].worth(row.units) for row in rows}


def settle(case: Case, step: Step, fen: int, *, text: str = "") -> None:
    """The end of a case with money: money, units and vouchers go back in this transaction, or none of it.

    ``fen`` is what the shopper gets, no more than is left of what was paid. Units that came back, and those whose whole
    worth is sent back, are given up; the others stay the shopper's. ``VoucherNotRedeemable`` (redeemed meanwhile),
    ``OrderNotInState`` (it was to be called off and has left).
    """
    # Before anything of it is written: what the lines are worth depends on it.
    worth = worth_of(case)
    fen = _call_off(case, step) if case.calls_off else min(fen, left_fen(case.order))
    rows = list(case.lines.select_related("line").order_by("line_id"))
    for row, share in zip(rows, _shares(case, rows, worth, fen), strict=True):
        given_up = _given_up(case, row, is_paid_back=share >= worth[row.pk])
        CaseLine.objects.filter(pk=row.pk).update(refunded_fen=share, given_up=given_up)
        if given_up:
            _give_up(case, row, given_up, step.at)
    if case.calls_off:
        withdraw_vouchers(order_id=case.order_id, at=step.at)
    elif fen:
        payments.refund_order_part(
            order=case.order,
            amount_fen=fen,
            freight_fen=_freight_in(case, fen),
            reason=_("After-sales case %(number)s") % {"number": case.number},
            at=step.at,
            by=step.by,
            key=f"case:{case.number}",
        )
    move(case, S.SETTLED, step, text=text, fen=fen, refunded_fen=fen)


def _shares(case: Case, rows: list[CaseLine], worth: dict[int, int], fen: int) -> list[int]:
    """How a sum is spread over the lines: freight is no line's, the rest goes by what was asked for each."""
    weights = [row.asked_fen for row in rows]
    if not sum(weights):
        weights = [worth[row.pk] for row in rows]
    if not sum(weights):
        return [0 for _row in rows]
    return allocate(min(fen - _freight_in(case, fen), sum(worth.values())), weights)


def _freight_in(case: Case, fen: int) -> int:
    """What of a sum is freight: what was asked for, unless another sum was agreed on."""
    return case.freight_fen if fen == case.asked_fen else 0


def _given_up(case: Case, row: CaseLine, *, is_paid_back: bool) -> int:
    """How many units the shopper has no more, or need not have any more."""
    if case.kind == CaseKind.PRICE:
        return 0
    if case.reason == CaseReason.NOT_SENT:
        return row.units
    if case.received_at and not is_paid_back:
        return row.good + row.damaged
    came_back = case.received_at or case.state == S.SENT
    return row.units if case.calls_off or came_back or is_paid_back else 0


def _call_off(case: Case, step: Step) -> int:
    """Close the order that has not left; its money is sent back with it. ``OrderNotInState`` if it left meanwhile."""
    fen = left_fen(case.order)
    cancel_order(by=step.by, order=case.order, reason=CancelReason.REQUESTED, at=step.at, text=case.number)
    refund_order(order=case.order, reason=_("Order cancelled"), at=step.at)
    return fen


def _give_up(case: Case, row: CaseLine, units: int, at: datetime) -> None:
    given = OrderLine.objects.filter(pk=row.line_id, returned__lte=F("quantity") - units)
    if not given.update(returned=F("returned") + units):
        raise CaseNotInState
    if row.line.kind in REDEEMED_KINDS and not case.calls_off:
        # Whether it issues them or a worker was first.
        issue_vouchers(order_id=case.order_id, at=at)
        withdraw_units(line=row.line, units=units, at=at)
        if not case.order.needs_shipping:
            # Seats and units of vouchers are stock that was never shipped.
            inventory.release_part(
                reference=case.order.number,
                sku_id=row.line.sku_id,
                units=units,
                of=row.line.quantity - row.line.returned,
            )


def hold(case: Case, step: Step) -> None:
    """Hold what a replacement needs, without a deadline. ``OutOfStock``; nothing is held then."""
    units: dict[int, int] = {}
    for row in case.lines.select_related("line"):
        sku_id = row.to_sku_id or row.line.sku_id
        units[sku_id] = units.get(sku_id, 0) + row.units
    inventory.reserve(quantities=units, reference=case.number, expires_at=step.at, at=step.at)
    inventory.confirm(reference=case.number)
    # Fewer are to be had now.
    announce(units)


def let_go(case: Case) -> None:
    """Give back what was held for a replacement that is not sent; nothing if nothing was."""
    if inventory.release(reference=case.number):
        announce(case.lines.values_list(Coalesce("to_sku", "line__sku"), flat=True))
