"""The answers: the shop's yes, no or offer, and the shopper's to an offer."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shop.aftersales import rules
from shop.aftersales.enums import CaseKind, CaseReason, CaseState
from shop.aftersales.errors import NotClaimable, StatutoryRight
from shop.aftersales.models import Case
from shop.aftersales.operations.steps import Step, hold, let_go, lock, move, require, settle, step_of, worth_of
from shop.core.errors import InvalidInput
from shop.inventory.models import Place

S = CaseState
MAX_TEXT = 300


def words(text: str, *, required: bool) -> str:
    """What is told to the other side; ``InvalidInput`` if it is too long, or missing where it is needed."""
    text = text.strip()
    if len(text) > MAX_TEXT or "\0" in text or (required and not text):
        raise InvalidInput(_("Please say why, in 1 to 300 characters."), field="text")
    return text


@transaction.atomic
def agree(*, by: Any, case: Case, at: datetime, text: str = "", place: Place | None = None) -> Case:
    """The shop says yes: money goes back, goods may be sent back (to ``place``), or a replacement is held.

    Of goods that are looked at (RECEIVED): the whole sum, or the replacement, in spite of what was found.
    ``OutOfStock`` where a replacement is not to be had; ``CaseNotInState``.
    """
    case, step = lock(case, at), step_of(by, at)
    require(case, S.ASKED, S.RECEIVED)
    text = words(text, required=False)
    if place is not None and case.place_id:
        Case.objects.filter(pk=case.pk).update(place=place)
        case.refresh_from_db()
    go_on(case, step, text=text)
    return case


def go_on(case: Case, step: Step, *, text: str = "") -> None:
    """What a yes leads to, whoever said it. The caller holds the case's lock."""
    to = rules.RETURNED[CaseKind(case.kind)] if case.state == S.RECEIVED else rules.AGREED[CaseKind(case.kind)]
    if to == S.SETTLED:
        settle(case, step, case.asked_fen, text=text)
        return
    if case.state == S.ASKED and case.kind in {CaseKind.EXCHANGE, CaseKind.RESHIP}:
        hold(case, step)
    move(case, to, step, text=text)


@transaction.atomic
def make_offer(*, by: Any, case: Case, amount_fen: int, text: str, at: datetime) -> Case:
    """The shop offers another sum, with a reason: to keep the goods, or for what came back of them.

    The shopper says yes or no; who says nothing has said yes. ``NotClaimable`` for more than the goods are worth.
    """
    case, step = lock(case, at), step_of(by, at)
    require(case, S.ASKED, S.RECEIVED)
    text = words(text, required=True)
    if case.calls_off:
        raise NotClaimable(_("Nothing has left yet, so the whole sum goes back, or nothing."), field="amount")
    most = sum(worth_of(case).values()) + case.freight_fen
    if not 1 <= amount_fen <= most:
        raise NotClaimable(_("Offer a sum of at least ¥0.01, and not more than was paid for it."), field="amount")
    move(case, S.OFFERED, step, text=text, fen=amount_fen, offered_fen=amount_fen)
    return case


@transaction.atomic
def accept_offer(*, case: Case, at: datetime, by: Any = None) -> Case:
    """The shopper takes the sum that was offered (``by``: they told staff)."""
    case = lock(case, at)
    require(case, S.OFFERED)
    settle(case, step_of(by, at, shopper=True), case.offered_fen or 0)
    return case


@transaction.atomic
def object_to_offer(*, case: Case, text: str, at: datetime, by: Any = None) -> Case:
    """The shopper says no to an offer, and why: the case is the shop's to decide again, as before the offer."""
    case = lock(case, at)
    require(case, S.OFFERED)
    text = words(text, required=True)
    before = S.RECEIVED if case.received_at else S.ASKED
    move(case, before, step_of(by, at, shopper=True), text=text, offered_fen=None)
    return case


@transaction.atomic
def refuse(*, by: Any, case: Case, text: str, at: datetime) -> Case:
    """The shop says no, with a reason that the shopper reads; they may ask anew.

    ``StatutoryRight`` where it is no favour: a return within the time, as long as the goods are not here.
    """
    case = lock(case, at)
    require(case, S.ASKED, S.RECEIVED)
    text = words(text, required=True)
    if case.reason == CaseReason.NO_REASON and case.state == S.ASKED:
        raise StatutoryRight
    let_go(case)
    move(case, S.REFUSED, step_of(by, at), text=text)
    return case


@transaction.atomic
def withdraw(*, case: Case, at: datetime, by: Any = None) -> Case:
    """The shopper does not want it any more; possible until the goods are on their way back."""
    case = lock(case, at)
    if case.received_at:
        require(case)
    require(case, S.ASKED, S.OFFERED, S.RETURNING)
    let_go(case)
    move(case, S.WITHDRAWN, step_of(by, at, shopper=True))
    return case
