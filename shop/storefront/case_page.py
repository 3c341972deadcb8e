"""A case told in words: where it stands, what happens next, by when, and what the shopper can do now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shop.aftersales.enums import Actor, CaseKind, CaseReason, CaseState, ReturnException
from shop.aftersales.models import Case, CaseEntry
from shop.aftersales.queries import KindChoice, LineChoice, facts_of, shown_entries
from shop.aftersales.rules import OPEN_STATES, claims_until, no_reason_until
from shop.core.money import yuan
from shop.orders.models import Order
from shop.payments.queries import left_fen
from shop.storefront.order_page import Step
from shop.storefront.wording import moment

S, K = CaseState, CaseKind


def kind_text(order: Order, choice: KindChoice) -> tuple[str, str]:
    """What a kind is called on the page where one is chosen, and what it means."""
    if choice.calls_off:
        return _("Call the order off"), _("The parcel has not left. What you paid goes back to you: ¥%(sum)s.") % {
            "sum": yuan(left_fen(order))
        }
    texts = {
        K.REFUND: (_("Money back, keep the goods"), _("Something is missing, damaged or did not arrive.")),
        K.RETURN: (_("Send back, money back"), _("You send it back, and the money comes back when it is here.")),
        K.EXCHANGE: (
            _("Exchange"),
            _(
                "You send it back, and get the same again or another option at the same price. If you want one at "
                "another price, send it back for the money and order that one now."
            ),
        ),
        K.RESHIP: (_("Send again"), _("The parcel is lost, or something was missing or broken: we send it once more.")),
        K.PRICE: (
            _("Price protection"),
            _("It costs less now than you paid. The difference of ¥%(sum)s goes back to you at once.")
            % {"sum": yuan(sum(row.fallen_fen for row in choice.lines))},
        ),
    }
    if choice.kind == K.REFUND and not any(row.line.is_shipped for row in choice.lines):
        return _("Money back"), _("For what has not been used.")
    return texts[choice.kind]


def return_text(order: Order, row: LineChoice, *, at: datetime) -> str:
    """Until when a line can be returned without a reason, or why not."""
    if not row.line.is_shipped:
        return ""
    if row.terms.exception:
        return _("Cannot be returned without a reason: %(why)s. Faults can be reported all the same.") % {
            "why": str(ReturnException(row.terms.exception).label)
        }
    until = no_reason_until(facts_of(order, at=at), row.terms)
    if until is None:
        return _("Can be returned without a reason within %(days)s days of receipt.") % {"days": row.terms.days}
    if row.is_returnable:
        return _("Can be returned without a reason until the end of %(day)s.") % {"day": _last_day(until)}
    return _("The time to return it without a reason was over at the end of %(day)s.") % {"day": _last_day(until)}


def claims_text(order: Order, *, at: datetime) -> str:
    """Until when faults can be reported; "" as long as there is no end."""
    until = claims_until(facts_of(order, at=at))
    return _("Faults can be reported here until the end of %(day)s.") % {"day": _last_day(until)} if until else ""


def _last_day(until: datetime) -> str:
    return date_format(timezone.localtime(until - timedelta(seconds=1)))


@dataclass(frozen=True)
class CasePage:
    """What the page of a case says."""

    state: CaseState
    headline: str
    next_step: str
    steps: list[Step]
    deadline: datetime | None = None
    can: frozenset[str] = field(default_factory=frozenset)

    @property
    def can_answer(self) -> bool:
        return "accept" in self.can

    @property
    def can_post(self) -> bool:
        return "parcel" in self.can

    @property
    def can_withdraw(self) -> bool:
        return "withdraw" in self.can

    @property
    def can_confirm(self) -> bool:
        return "arrived" in self.can

    @property
    def can_take_money(self) -> bool:
        return "money" in self.can


def describe_case(case: Case, *, at: datetime) -> CasePage:
    """The case at ``at``."""
    state = case.state_at(at)
    headline, next_step = _now(case, state, at)
    can: set[str] = set()
    if state == S.OFFERED:
        can |= {"accept", "object"}
    if state == S.RETURNING:
        can.add("parcel")
    if state in {S.ASKED, S.OFFERED, S.RETURNING} and not case.received_at:
        can.add("withdraw")
    if state == S.RESENT:
        can.add("arrived")
    if state == S.REPLACING and case.state == state and case.due_at and case.due_at <= at:
        can.add("money")
    is_written = case.state == state
    return CasePage(
        state=state,
        headline=headline,
        next_step=next_step,
        steps=[*_done(case, shown_entries(case)), *_expected(case, state, case.due_at if is_written else None)],
        deadline=case.due_at if is_written and state in OPEN_STATES else None,
        can=frozenset(can),
    )


def _now(case: Case, state: CaseState, at: datetime) -> tuple[str, str]:
    until = {"time": moment(case.due_at)}
    back_fen = (case.refunded_fen or 0) if case.closed_at else case.stands_at_fen
    money = {"sum": yuan(back_fen)}
    if state == S.ASKED and case.calls_off:
        return _("We are looking at it"), _(
            "If the parcel has not left, ¥%(sum)s goes back to you. You have an answer by %(time)s; without one the "
            "money goes back by itself."
        ) % (until | {"sum": yuan(left_fen(case.order))})
    if state == S.ASKED:
        return _("We are looking at it"), _(
            "You have an answer by %(time)s. If we say nothing until then, we have agreed."
        ) % until
    if state == S.OFFERED:
        return _("We offer you ¥%(sum)s") % {"sum": yuan(case.offered_fen or 0)}, _(
            "Please say yes or no by %(time)s. Without an answer the sum goes back to you as offered."
        ) % until
    if state == S.RETURNING:
        return _("Please send it back"), _(
            "Post it by %(time)s and tell us the tracking number below. Without a parcel the case ends then."
        ) % until
    if state == S.SENT:
        return _("On its way back to us"), _(
            "We look at it when it arrives, by %(time)s at the latest. If we have not by then, it counts as returned: "
        ) % until + (
            _("what we hold for you is sent.")
            if case.kind == K.EXCHANGE
            else _("¥%(sum)s goes back to you by itself.") % money
        )
    if state == S.RECEIVED:
        return _("It is here and was looked at"), _("We decide how it goes on by %(time)s.") % until
    if state == S.REPLACING:
        if case.due_at and case.due_at <= at:
            return _("Your replacement is late"), _(
                "We are sorry. We should have sent it by %(time)s. You can go on waiting, or have the money instead."
            ) % until
        return _("Your replacement is being packed"), _("It is set aside for you and leaves by %(time)s.") % until
    if state == S.RESENT:
        return _("Your replacement is on its way"), _(
            "Follow it with the tracking number below, and confirm when you have it in hand."
        )
    if state == S.SETTLED and not back_fen and case.kind in {K.REFUND, K.RETURN, K.PRICE}:
        return pgettext("case", "Settled"), _("What you paid had gone back to you already.")
    if state == S.SETTLED and (case.refunded_fen or case.kind in {K.REFUND, K.RETURN, K.PRICE}):
        return _("¥%(sum)s goes back to you") % money, _("It comes the way you paid. You need not do anything.")
    if state == S.SETTLED:
        return pgettext("case", "Settled"), _(
            "If anything is still not as it should be, ask again on the page of the order."
        )
    if state == S.REFUSED:
        return _("We cannot do this"), _(
            "Read below why. If you see it differently, ask again on the page of the order, or call us."
        )
    return _("Closed"), _("Nothing was sent back. You can ask again on the page of the order.")


def _done(case: Case, entries: Sequence[CaseEntry]) -> list[Step]:
    steps = []
    for index, entry in enumerate(entries):
        ends_badly = entry.state in {S.REFUSED, S.WITHDRAWN}
        steps.append(Step(_told(case, entry, index), "stopped" if ends_badly else "done", entry.at, entry.text))
    return steps


def _told(case: Case, entry: CaseEntry, index: int) -> str:
    is_shop, by_time = entry.actor == Actor.STAFF, entry.actor == Actor.TIME
    if entry.state == S.ASKED:
        if index == 0:
            return _("Opened for you by the shop") if is_shop else _("You asked: %(kind)s") % {"kind": _kind_of(case)}
        return _("Changed to money back") if by_time else _("You did not agree to the offer")
    if entry.state == S.RETURNING:
        return _("Agreed by itself: send it back") if by_time else _("We agreed: send it back")
    if entry.state == S.OFFERED:
        return _("We offered ¥%(sum)s") % {"sum": yuan(entry.amount_fen or 0)}
    if entry.state == S.SENT:
        return _("Posted")
    if entry.state == S.RECEIVED:
        return _("Arrived and looked at") if is_shop else _("You did not agree to the offer")
    if entry.state == S.REPLACING:
        return _("A replacement is set aside for you")
    if entry.state == S.RESENT:
        return _("Replacement handed to the carrier")
    if entry.state == S.SETTLED:
        if entry.amount_fen:
            return _("¥%(sum)s sent on its way back to you") % {"sum": yuan(entry.amount_fen)}
        return pgettext("case", "Settled")
    if entry.state == S.REFUSED:
        return _("Not agreed")
    return _("Ended") if by_time else _("Withdrawn")


def _kind_of(case: Case) -> str:
    if case.calls_off:
        return _("Call the order off")
    if case.reason == CaseReason.NO_REASON:
        return _("return without a reason")
    return str(CaseKind(case.kind).label)


# What is still to come after a state, in the words of the time line.
def _expected(case: Case, state: CaseState, due_at: datetime | None) -> list[Step]:
    texts = {
        S.ASKED: _("Our answer"),
        S.OFFERED: _("Your answer"),
        S.RETURNING: _("You post it"),
        S.SENT: _("It arrives and is looked at"),
        S.RECEIVED: _("Our decision"),
        S.REPLACING: _("Replacement"),
        S.RESENT: _("Receipt"),
        S.SETTLED: _("Money back")
        if case.kind != K.EXCHANGE and case.kind != K.RESHIP
        else pgettext("case", "Settled"),
    }
    ways: dict[CaseKind, list[CaseState]] = {
        K.REFUND: [S.ASKED, S.SETTLED],
        K.RETURN: [S.ASKED, S.RETURNING, S.SENT, S.SETTLED],
        K.EXCHANGE: [S.ASKED, S.RETURNING, S.SENT, S.REPLACING, S.RESENT],
        K.RESHIP: [S.ASKED, S.REPLACING, S.RESENT],
        K.PRICE: [],
    }
    way = ways[CaseKind(case.kind)]
    if state not in OPEN_STATES:
        return []
    by = _("By %(time)s") % {"time": moment(due_at)} if due_at else ""
    now = Step(texts[state], "now", None, by)
    place = {S.OFFERED: S.ASKED, S.RECEIVED: S.SENT}.get(state, state)
    later = way[way.index(place) + 1 :] if place in way else [S.SETTLED]
    return [now, *(Step(texts[after], "next") for after in later)]
