"""The shop does not send some of an order: all that is left of a part-shipped one, or some units of one that goes on.

Their money goes back at once, as a case that is settled in the moment in which it is opened.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.aftersales import rules
from shop.aftersales.changing import freight_back_fen
from shop.aftersales.enums import Actor, CaseKind, CaseReason, CaseState
from shop.aftersales.models import Case, CaseLine
from shop.aftersales.operations.opening import insert
from shop.aftersales.operations.steps import Step, settle, write
from shop.aftersales.operations.sweep import close_overtaken
from shop.aftersales.queries import Rest, claimed_units, money_of, rest_of
from shop.core.errors import InvalidInput
from shop.orders import operations as orders
from shop.orders.models import Order
from shop.payments.queries import left_fen


@transaction.atomic
def call_off_rest(*, by: Any, order: Order, text: str, at: datetime) -> Case:
    """Call off the units that have not left: they go back on sale, and what was paid for them goes back, as a case
    that is settled at once, so that it is one of the order's cases for everybody.

    What is left of their worth is sent back; the freight stays, as a parcel has left. ``OrderNotInState`` unless a part
    of the order, and not all, has left; ``InvalidInput`` without a reason.
    """
    text = reason_of(text)
    Order.objects.select_for_update(no_key=True).only("pk").get(pk=order.pk)
    # The customer asked to call off all of it before the first parcel left.
    close_overtaken(order_id=order.pk, at=at)
    rest = rest_of(order)
    orders.call_off_rest(by=by, order=order, text=text, at=at)
    order.refresh_from_db()
    # The key of the only one there can be.
    return _settled(order, rest, token="rest", text=text, by=by, at=at)  # noqa: S106


@transaction.atomic
def take_out(*, by: Any, order: Order, units: Mapping[int, int], text: str, client_token: str, at: datetime) -> Case:
    """Take units (line id → units) out of a paid order before they leave, at the customer's wish or as they are not
    to be had: they go back on sale, what was paid for them goes back at once, and the rest of the order goes on.

    If less freight is to be paid for what is left, the difference goes back with it; more is never charged afterwards,
    also if what is left is below the sum from which it is free. Idempotent per (order, ``client_token``).
    ``OrderNotInState`` unless it is paid; ``InvalidInput`` for units that are not free, for all of them, or without a
    reason.
    """
    text = reason_of(text)
    Order.objects.select_for_update(no_key=True).only("pk").get(pk=order.pk)
    token = f"out-{client_token}"[:64]
    if existing := Case.objects.filter(order=order, client_token=token).first():
        return existing
    claimed = claimed_units(order, at=at)
    rest = {row.line.pk: row for row in rest_of(order)}
    wanted = {line_id: count for line_id, count in units.items() if count}
    if any(
        line_id in rest and count > rest[line_id].units - claimed.get(line_id, 0) for line_id, count in wanted.items()
    ):
        raise InvalidInput(_("Some of it is in an open case. Answer that first."), field="units")
    freight_fen = freight_back_fen(order, wanted)
    orders.take_units_out(by=by, order=order, units=wanted, text=text, at=at)
    money = money_of([row.line for row in rest.values()])
    taken = [
        Rest(row.line, wanted[line_id], money[line_id].worth(wanted[line_id]))
        for line_id, row in rest.items()
        if line_id in wanted
    ]
    order.refresh_from_db()
    return _settled(order, taken, token=token, text=text, by=by, at=at, freight_fen=freight_fen)


def reason_of(text: str) -> str:
    """Why, in words; ``InvalidInput`` without any."""
    text = text.strip()
    if not 1 <= len(text) <= 200 or "\0" in text:
        raise InvalidInput(_("Say in a few words why."), field="text")
    return text


def _settled(
    order: Order, rest: list[Rest], *, token: str, text: str, by: Any, at: datetime, freight_fen: int = 0
) -> Case:
    """The case of these units, with their money on its way."""
    worth_fen = sum(row.worth_fen for row in rest)
    fen = min(worth_fen + freight_fen, left_fen(order))
    case = Case(
        order=order,
        client_token=token,
        kind=CaseKind.REFUND,
        state=CaseState.ASKED,
        reason=CaseReason.NOT_SENT,
        words=text,
        asked_fen=fen,
        freight_fen=max(0, fen - worth_fen),
        opened_at=at,
        due_at=rules.due_after(CaseState.ASKED, at),
    )
    insert(case)
    CaseLine.objects.bulk_create(
        CaseLine(case=case, line=row.line, units=row.units, asked_fen=row.worth_fen) for row in rest
    )
    step = Step(actor=Actor.STAFF, at=at, by=by)
    write(case, CaseState.ASKED, step, text=text, fen=fen or None)
    settle(case, step, fen)
    return case
