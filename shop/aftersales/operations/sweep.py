"""What time has decided is written down, and what a parcel has overtaken is closed."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shop.aftersales import rules
from shop.aftersales.enums import Actor, CaseKind, CaseState
from shop.aftersales.models import Case
from shop.aftersales.operations.decide import go_on
from shop.aftersales.operations.steps import Step, ask_for_money, let_go, lock, move, settle
from shop.core.errors import ShopError
from shop.inventory.errors import OutOfStock
from shop.orders.enums import OrderStatus
from shop.orders.models import Order

S = CaseState


def act_due(*, at: datetime, limit: int = 200) -> int:
    """Do what time has decided, each case in its own transaction; returns how many moved on."""
    due = Case.objects.filter(due_at__lte=at).exclude(state=S.REPLACING).order_by("due_at", "pk")
    count = 0
    for case in list(due[:limit]):
        with transaction.atomic():
            count += lock(case, at).state != case.state
    return count


def catch_up(case: Case, at: datetime) -> None:
    """Take every step that time has brought about, each at its own moment. The caller holds the order's lock."""
    while case.due_at and case.due_at <= at and (to := rules.timeout(case.kind, case.state)):
        step = Step(actor=Actor.TIME, at=case.due_at)
        try:
            # A refusal undoes its own step only.
            with transaction.atomic():
                _by_time(case, to, step)
        except ShopError as error:
            case.refresh_from_db()
            _stop(case, step, str(error))


def _by_time(case: Case, to: CaseState, step: Step) -> None:
    if case.state == S.ASKED:
        _yes(case, step)
    elif case.state in {S.SENT, S.RECEIVED} and to == S.SETTLED:
        settle(case, step, case.asked_fen)
    elif case.state == S.OFFERED:
        settle(case, step, case.offered_fen or 0)
    else:
        if to == S.WITHDRAWN:
            let_go(case)
        move(case, to, step)


def _yes(case: Case, step: Step) -> None:
    """Silence is a yes. Where the replacement is sold out, the money goes back instead."""
    try:
        with transaction.atomic():
            go_on(case, step)
    except OutOfStock:
        case.refresh_from_db()
        ask_for_money(case, CaseKind.RETURN if case.kind == CaseKind.EXCHANGE else CaseKind.REFUND, step)
        go_on(case, step)


def _stop(case: Case, step: Step, text: str) -> None:
    """What cannot be done any more, as a voucher was redeemed or the parcel has left, ends with that reason."""
    let_go(case)
    to = S.REFUSED if rules.can_become(case.kind, case.state, S.REFUSED) else S.WITHDRAWN
    move(case, to, step, text=text)


@transaction.atomic
def close_overtaken(*, order_id: int, at: datetime) -> int:
    """The parcel left while the customer asked to call the order off: those cases end, and say what can be done now."""
    order = Order.objects.select_for_update(no_key=True).get(pk=order_id)
    if order.status in {OrderStatus.PENDING, OrderStatus.PAID} and order.shipped_at is None:
        return 0
    rows = Case.objects.filter(order=order, state=S.ASKED).select_related("order")
    if order.status != OrderStatus.CANCELLED:
        rows = rows.filter(calls_off=True)
    overtaken = list(rows)
    for case in overtaken:
        if order.status == OrderStatus.CANCELLED:
            text = _("The shop has closed the order, and the money is on its way back.")
        else:
            text = _("The parcel had left already. Once it is there it can be sent back.")
        move(case, S.WITHDRAWN, Step(actor=Actor.TIME, at=at), text=text)
    return len(overtaken)
