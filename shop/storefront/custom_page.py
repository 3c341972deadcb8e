"""Custom work told in words: where it stands, what happens next, by when, and what the customer can do now."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from shop.bespoke import rules
from shop.bespoke.enums import Actor, BespokeState
from shop.bespoke.models import BespokeEntry, BespokeWork
from shop.core.money import yuan
from shop.orders.enums import DepositKind, Fault
from shop.orders.models import deposit_of
from shop.storefront.order_page import Step, settled_text
from shop.storefront.wording import deposit_text, moment

S = BespokeState
_WAY = (S.ASKED, S.QUOTED, S.ORDERED, S.DESIGNING, S.PROOF, S.MAKING, S.BALANCE, S.READY, S.DONE)


@dataclass(frozen=True)
class CustomPage:
    """What the page says."""

    state: BespokeState
    headline: str
    next_step: str
    steps: list[Step]
    terms: list[str] = field(default_factory=list)
    # Whose fault it would be if the customer ended it now; None if they cannot.
    fault: Fault | None = None
    # What becomes of the deposit then.
    ending: str = ""
    # What was said with the latest proof.
    proof_words: str = ""

    @property
    def can_accept(self) -> bool:
        return self.state == S.QUOTED

    @property
    def can_pay(self) -> bool:
        return self.state in {S.ORDERED, S.BALANCE}

    @property
    def can_approve(self) -> bool:
        return self.state == S.PROOF

    @property
    def can_withdraw(self) -> bool:
        return self.state in {S.ASKED, S.QUOTED}


def describe_custom(work: BespokeWork, *, at: datetime) -> CustomPage:
    """The work at ``at``."""
    state = work.state_at(at)
    is_late = work.is_late(at)
    headline, next_step = _now(work, state, is_late=is_late)
    fault = rules.fault_of_customer(state, is_late=is_late) if state in rules.BOUND_STATES else None
    due_at = work.due_at if work.state == state else None
    entries = list(work.entries.all())
    return CustomPage(
        state=state,
        headline=headline,
        next_step=next_step,
        steps=[*_done(work, entries), *_expected(work, state, due_at)],
        terms=terms_of(work) if work.each_fen else [],
        fault=fault,
        ending=_ending(work, fault) if fault else "",
        proof_words=next((entry.text for entry in reversed(entries) if entry.state == S.PROOF), ""),
    )


def terms_of(work: BespokeWork) -> list[str]:
    """What is agreed with the quote, sentence by sentence."""
    said = [deposit_text(work.deposit_kind)]
    if work.needs_proof:
        said.append(
            ngettext(
                "We show you a proof first and make it once you approve. A proof that you do not answer within "
                "%(count)s day counts as approved.",
                "We show you a proof first and make it once you approve. A proof that you do not answer within "
                "%(count)s days counts as approved.",
                rules.APPROVE.days,
            )
            % {"count": rules.APPROVE.days}
        )
    said.append(
        ngettext(
            "It is made within %(count)s day after that.",
            "It is made within %(count)s days after that.",
            work.make_days or 1,
        )
        % {"count": work.make_days}
    )
    said.append(
        _("Then you have %(count)s days to pay the balance, and it is sent.") % {"count": rules.PAY_BALANCE.days}
    )
    said.append(
        _("It is made for you alone, so it cannot be returned without a reason. Faults can be reported all the same.")
    )
    return said


def _now(work: BespokeWork, state: BespokeState, *, is_late: bool) -> tuple[str, str]:
    until = {"time": moment(work.due_at)}
    deposit = {"sum": yuan(work.deposit_fen or 0)}
    if state in {S.DESIGNING, S.MAKING} and is_late:
        return _("We are late"), _(
            "We are sorry: it should have been done by %(time)s. You can go on waiting, or call it off as our fault."
        ) % until
    texts = {
        S.ASKED: (_("We are looking at it"), _("You have our answer, or a quote, by %(time)s.") % until),
        S.QUOTED: (
            _("Here is our quote"),
            _("It stands until %(time)s. Accept it, or tell us what should be different.") % until,
        ),
        S.ORDERED: (
            _("Waiting for your deposit"),
            _("We begin when the deposit of ¥%(sum)s has arrived. Without it the order closes, and nothing is charged.")
            % deposit,
        ),
        S.DESIGNING: (_("We are drawing it"), _("You see a proof here by %(time)s.") % until),
        S.PROOF: (
            _("Please look at the proof"),
            _("Approve it, or tell us what should be different, by %(time)s. Without an answer it counts as approved.")
            % until,
        ),
        S.MAKING: (_("We are making it"), _("It is done by %(time)s. Then we call for the balance.") % until),
        S.BALANCE: (
            _("It is made. The balance is due."),
            _("Please pay the rest by %(time)s; then it is on its way to you.") % until,
        ),
        S.READY: (_("Paid. We are packing it for you."), _("It leaves by %(time)s at the latest.") % until),
        S.DONE: (_("It is on its way to you"), _("Follow the parcel on the page of the order.")),
        S.DECLINED: (_("We cannot do this"), _("Read below why. You can ask for something else at any time.")),
        S.WITHDRAWN: (_("Withdrawn"), _("Nothing was ordered, and nothing was charged.")),
        S.LAPSED: (
            pgettext("custom work", "Lapsed"),
            _("The quote was not taken up in time, and nothing was charged. You can ask again."),
        ),
        S.CALLED_OFF: (_("Called off"), _settled(work)),
    }
    return texts[state]


def _settled(work: BespokeWork) -> str:
    deposit = deposit_of(work.order) if work.order else None
    return settled_text(deposit) if deposit else ""


def _ending(work: BespokeWork, fault: Fault) -> str:
    sums = {"sum": yuan(work.deposit_fen or 0), "twice": yuan(2 * (work.deposit_fen or 0))}
    if work.deposit_kind != DepositKind.EARNEST:
        return _("The ¥%(sum)s you paid in advance go back to you.") % sums
    if fault == Fault.SHOP:
        return _("As we are late, you get twice the earnest money: ¥%(twice)s in all.") % sums
    return _("The earnest money of ¥%(sum)s is not given back then, as was agreed.") % sums


def _done(work: BespokeWork, entries: list[BespokeEntry]) -> list[Step]:
    ends = {S.DECLINED, S.WITHDRAWN, S.LAPSED, S.CALLED_OFF}
    return [
        Step(
            _told(entry, entries[index - 1].state if index else ""),
            "stopped" if entry.state in ends else "done",
            entry.at,
            # The quote that stands is told above.
            "" if entry.state == S.QUOTED and entry.text == work.offer else entry.text,
        )
        for index, entry in enumerate(entries)
    ]


def _told(entry: BespokeEntry, before: str) -> str:
    if entry.state == S.ASKED:
        return _("You wanted the quote to be different") if before else _("You asked for a quote")
    if entry.state == S.QUOTED:
        return _("Our quote: ¥%(sum)s") % {"sum": yuan(entry.amount_fen or 0)}
    if entry.state == S.ORDERED:
        return _("You accepted the quote")
    if entry.state == S.DESIGNING:
        return _("You wanted the proof to be different") if before == S.PROOF else _("Deposit paid")
    if entry.state == S.PROOF:
        return _("We showed you a proof")
    if entry.state == S.MAKING:
        if before == S.ORDERED:
            return _("Deposit paid")
        return _("Approved, as there was no answer") if entry.actor == Actor.TIME else _("You approved the proof")
    if entry.state == S.BALANCE:
        return _("It is made")
    if entry.state == S.READY:
        return _("Balance paid")
    if entry.state == S.DONE:
        return _("Handed to the carrier")
    return str(BespokeState(entry.state).label)


def _expected(work: BespokeWork, state: BespokeState, due_at: datetime | None) -> list[Step]:
    """What is still to come, in the words of the time line."""
    if state not in rules.OPEN_STATES:
        return []
    texts = {
        S.ASKED: _("Our quote"),
        S.QUOTED: _("Your answer"),
        S.ORDERED: _("Your deposit"),
        S.DESIGNING: _("A proof for you"),
        S.PROOF: _("Your approval"),
        S.MAKING: _("It is being made"),
        S.BALANCE: _("Your balance"),
        S.READY: _("Dispatch"),
    }
    by = _("By %(time)s") % {"time": moment(due_at)} if due_at else ""
    later = [one for one in _WAY[_WAY.index(state) + 1 : -1] if work.needs_proof or one not in {S.DESIGNING, S.PROOF}]
    return [Step(texts[state], "now", None, by), *(Step(texts[one], "next") for one in later)]
