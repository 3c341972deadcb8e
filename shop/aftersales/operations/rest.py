"""The shop sends no more of a part-shipped order: what is left of it is called off, and its money goes back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.aftersales import rules
from shop.aftersales.enums import Actor, CaseKind, CaseReason, CaseState
from shop.aftersales.models import Case, CaseLine
from shop.aftersales.operations.opening import insert
from shop.aftersales.operations.steps import Step, settle, write
from shop.aftersales.operations.sweep import close_overtaken
from shop.aftersales.queries import left_fen, rest_of
from shop.core.errors import InvalidInput
from shop.orders import operations as orders
from shop.orders.models import Order


@transaction.atomic
def call_off_rest(*, by: Any, order: Order, text: str, at: datetime) -> Case:
    """Call off the units that have not left: they go back on sale, and what was paid for them goes back, as a case
    that is settled at once, so that it is one of the order's cases for everybody.

    What is left of their worth is sent back; the freight stays, as a parcel has left. ``OrderNotInState`` unless a part
    of the order, and not all, has left; ``InvalidInput`` without a reason.
    """
    text = text.strip()
    if not 1 <= len(text) <= 200 or "\0" in text:
        raise InvalidInput(_("Say in a few words why."), field="text")
    Order.objects.select_for_update(no_key=True).only("pk").get(pk=order.pk)
    # The customer asked to call off all of it before the first parcel left.
    close_overtaken(order_id=order.pk, at=at)
    rest = rest_of(order)
    orders.call_off_rest(by=by, order=order, text=text, at=at)
    order.refresh_from_db()
    fen = min(sum(row.worth_fen for row in rest), left_fen(order))
    case = Case(
        order=order,
        client_token="rest",  # noqa: S106  # the key of the only one there can be
        kind=CaseKind.REFUND,
        state=CaseState.ASKED,
        reason=CaseReason.NOT_SENT,
        words=text,
        asked_fen=fen,
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
