"""Pure decisions about cases: the steps, the deadlines, what a line is worth. No I/O."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.utils import timezone

from shop.aftersales.enums import CaseKind, CaseReason, CaseState, ReturnException
from shop.catalog.enums import REDEEMED_KINDS, ProductKind
from shop.core.money import allocate
from shop.orders.enums import OrderStatus

K, R, S = CaseKind, CaseReason, CaseState
Steps = Mapping[CaseState, frozenset[CaseState]]

# The one table of steps: kind → state → states it may go to. What is not here does not exist.
# OFFERED goes back to where the offer was made: ASKED, or RECEIVED once the goods are here.
TRANSITIONS: Mapping[CaseKind, Steps] = {
    K.REFUND: {
        S.ASKED: frozenset({S.SETTLED, S.OFFERED, S.REFUSED, S.WITHDRAWN}),
        S.OFFERED: frozenset({S.SETTLED, S.ASKED, S.WITHDRAWN}),
    },
    K.RETURN: {
        S.ASKED: frozenset({S.RETURNING, S.OFFERED, S.REFUSED, S.WITHDRAWN}),
        S.OFFERED: frozenset({S.SETTLED, S.ASKED, S.RECEIVED, S.WITHDRAWN}),
        S.RETURNING: frozenset({S.SENT, S.RECEIVED, S.SETTLED, S.WITHDRAWN}),
        S.SENT: frozenset({S.RECEIVED, S.SETTLED}),
        S.RECEIVED: frozenset({S.SETTLED, S.OFFERED, S.REFUSED}),
    },
    K.EXCHANGE: {
        S.ASKED: frozenset({S.RETURNING, S.OFFERED, S.REFUSED, S.WITHDRAWN}),
        S.OFFERED: frozenset({S.SETTLED, S.ASKED, S.WITHDRAWN}),
        S.RETURNING: frozenset({S.SENT, S.RECEIVED, S.REPLACING, S.WITHDRAWN}),
        S.SENT: frozenset({S.RECEIVED, S.REPLACING}),
        S.RECEIVED: frozenset({S.REPLACING, S.REFUSED}),
        S.REPLACING: frozenset({S.RESENT, S.SETTLED}),
        S.RESENT: frozenset({S.SETTLED}),
    },
    K.RESHIP: {
        S.ASKED: frozenset({S.REPLACING, S.OFFERED, S.REFUSED, S.WITHDRAWN}),
        S.OFFERED: frozenset({S.SETTLED, S.ASKED, S.WITHDRAWN}),
        S.REPLACING: frozenset({S.RESENT, S.SETTLED}),
        S.RESENT: frozenset({S.SETTLED}),
    },
    # Computed, so there is nothing to decide: it is settled in the moment in which it is asked for.
    K.PRICE: {S.ASKED: frozenset({S.SETTLED})},
}

# What the shop's yes means.
AGREED: Mapping[CaseKind, CaseState] = {
    K.REFUND: S.SETTLED,
    K.RETURN: S.RETURNING,
    K.EXCHANGE: S.RETURNING,
    K.RESHIP: S.REPLACING,
    K.PRICE: S.SETTLED,
}
# What follows when the goods have come back as they should.
RETURNED: Mapping[CaseKind, CaseState] = {K.RETURN: S.SETTLED, K.EXCHANGE: S.REPLACING}

# How long whoever has to act has for it: the shop for ASKED, SENT (to look at it), RECEIVED and REPLACING, the customer
# for the others. Money is sent back within seven days of the goods' return by law; ten days after they were posted at
# the latest they count as returned.
DEADLINES: Mapping[CaseState, timedelta] = {
    S.ASKED: timedelta(hours=48),
    S.OFFERED: timedelta(hours=72),
    S.RETURNING: timedelta(days=7),
    S.SENT: timedelta(days=10),
    S.RECEIVED: timedelta(hours=48),
    S.REPLACING: timedelta(hours=72),
    S.RESENT: timedelta(days=10),
}
OPEN_STATES = tuple(DEADLINES)
# While the parcel of a replacement is in trouble: longer than any is followed. What is left at least afterwards.
TROUBLE_WAIT = timedelta(days=90)
AFTER_TROUBLE = timedelta(days=3)
# The shop's turn; the rest is the customer's.
SHOP_STATES = (S.ASKED, S.SENT, S.RECEIVED, S.REPLACING)
# Units of these are held for the case.
HOLDING = (S.RETURNING, S.SENT, S.RECEIVED, S.REPLACING)

# The statutory time to return without a reason, and how long faults can be reported and price falls are made up for.
NO_REASON_DAYS = 7
CLAIM_DAYS = 15
PRICE_DAYS = 7

# Reasons for which the shop answers: postage is its own, freight goes back with the last of the goods.
FAULTS = frozenset({R.QUALITY, R.DAMAGED, R.WRONG, R.UNLIKE, R.MISSING, R.LOST})


def timeout(kind: str, state: str) -> CaseState | None:
    """Where a case goes by itself when its deadline passes; None where nothing but a person can go on.

    Whoever does not answer has agreed; whoever does not send anything back has withdrawn.
    """
    kind, state = CaseKind(kind), CaseState(state)
    if state == S.ASKED:
        return AGREED[kind]
    if state in {S.OFFERED, S.RESENT}:
        return S.SETTLED
    if state == S.RETURNING:
        return S.WITHDRAWN
    if state in {S.SENT, S.RECEIVED}:
        return RETURNED[kind]
    return None


def can_become(kind: str, old: str, new: str) -> bool:
    """Whether the step exists at all."""
    return CaseState(new) in TRANSITIONS[CaseKind(kind)].get(CaseState(old), frozenset())


def due_after(state: str, at: datetime) -> datetime | None:
    """The deadline of a state entered at ``at``; None for an end."""
    wait = DEADLINES.get(CaseState(state))
    return at + wait if wait else None


def resent_until(*, shipped_at: datetime, is_in_trouble: bool, at: datetime) -> datetime:
    """When a replacement counts as received if nobody says anything; time as good as stands still in trouble."""
    if is_in_trouble:
        return at + TROUBLE_WAIT
    return max(shipped_at + DEADLINES[S.RESENT], at + AFTER_TROUBLE)


def walk(kind: str, state: str, due_at: datetime | None, at: datetime) -> Iterator[tuple[CaseState, datetime]]:
    """The steps that time has brought about by ``at``: the new state, and the moment of each."""
    while due_at is not None and due_at <= at and (after := timeout(kind, state)):
        yield after, due_at
        state, due_at = after, due_after(after, due_at)


def state_at(kind: str, state: str, due_at: datetime | None, at: datetime) -> CaseState:
    """The state as time has it, whether a job has written it down or not."""
    steps = [after for after, _moment in walk(kind, state, due_at, at)]
    return steps[-1] if steps else CaseState(state)


@dataclass(frozen=True)
class Span:
    """Rows of ``kind`` written down as ``state`` whose deadline lies in (``after``, ``until``] before now are in it."""

    kind: CaseKind
    state: CaseState
    # How long the deadline has passed at least (None: it has not), and at most (None: however long).
    over: timedelta | None
    within: timedelta | None


def spans(wanted: str) -> Iterator[Span]:
    """As which rows a state is written down: ``state_at`` turned round, for lists."""
    for kind, steps in TRANSITIONS.items():
        for start in {*steps, *(one for many in steps.values() for one in many), S.SETTLED}:
            state: CaseState | None = start
            passed: timedelta | None = None
            while state is not None:
                after = timeout(kind, state) if state in steps else None
                begins = timedelta() if passed is None else passed + DEADLINES[state] if after else None
                if state == wanted:
                    yield Span(kind, start, passed, begins if after else None)
                passed, state = begins, after


# --- What can be asked for ----------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a product promised about returns when it was ordered."""

    exception: str = ""
    days: int = NO_REASON_DAYS


def default_exception(kind: str) -> str:
    """The exception that follows from what a product is."""
    if kind == ProductKind.MADE_TO_ORDER:
        return ReturnException.CUSTOM
    return ReturnException.DIGITAL if kind == ProductKind.PAID_CONTENT else ""


@dataclass(frozen=True, kw_only=True)
class OrderFacts:
    """Of an order, what decides about its cases."""

    status: OrderStatus
    needs_shipping: bool
    paid_at: datetime | None
    completed_at: datetime | None


def no_reason_until(facts: OrderFacts, terms: Terms) -> datetime | None:
    """Until when it can be returned without a reason: the end of the last day, counted from the day after receipt.

    None if it cannot, or if its time has not begun (it is on its way).
    """
    if terms.exception or facts.completed_at is None:
        return None
    return day_end_after(facts.completed_at, terms.days)


def day_end_after(moment: datetime, days: int) -> datetime:
    """The end of the local day so many days after that of ``moment``."""
    return timezone.make_aware(datetime.combine(timezone.localdate(moment) + timedelta(days=days + 1), time.min))


def is_returnable(facts: OrderFacts, terms: Terms, at: datetime) -> bool:
    """Whether it can be returned without a reason at ``at``; what is still on its way can."""
    if terms.exception or not facts.needs_shipping:
        return False
    if facts.status == OrderStatus.SHIPPED:
        return True
    until = no_reason_until(facts, terms)
    return facts.status == OrderStatus.COMPLETED and until is not None and at < until


def claims_until(facts: OrderFacts) -> datetime | None:
    """Until when shoppers report faults by themselves; None: no end yet. Staff may open a case at any time."""
    begins = facts.completed_at if facts.needs_shipping else facts.paid_at
    return day_end_after(begins, CLAIM_DAYS) if begins else None


def kinds_for(facts: OrderFacts, line_kind: str, at: datetime, *, by_staff: bool = False) -> set[CaseKind]:
    """What can be asked for a line of that product kind at ``at``, units and returns without a reason apart."""
    if facts.status not in {OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED}:
        return set()
    if facts.needs_shipping and facts.status == OrderStatus.PAID:
        return {K.REFUND}
    if line_kind in REDEEMED_KINDS:
        # As long as they have not been redeemed.
        return {K.REFUND}
    until = claims_until(facts)
    if not by_staff and until and at >= until:
        return set()
    if not ProductKind(line_kind).is_shipped:
        return {K.REFUND}
    kinds = {K.REFUND, K.RETURN, K.RESHIP}
    return kinds | {K.EXCHANGE} if line_kind == ProductKind.PHYSICAL else kinds


def reasons_for(kind: str, *, is_shipped: bool) -> tuple[CaseReason, ...]:
    """What can be said for a reason; ``is_shipped``: something has left in a parcel."""
    if kind == K.PRICE:
        return (R.PRICE,)
    if kind == K.REFUND and not is_shipped:
        return (R.UNWANTED, R.UNLIKE, R.OTHER)
    if kind == K.REFUND:
        return (R.LOST, R.MISSING, R.DAMAGED, R.QUALITY, R.WRONG, R.UNLIKE, R.OTHER)
    if kind == K.RESHIP:
        return (R.LOST, R.MISSING, R.DAMAGED, R.QUALITY, R.WRONG)
    if kind == K.RETURN:
        return (R.NO_REASON, R.QUALITY, R.DAMAGED, R.WRONG, R.UNLIKE, R.OTHER)
    return (R.QUALITY, R.DAMAGED, R.WRONG, R.UNLIKE, R.OTHER)


# --- What it is worth ----------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class LineMoney:
    """An order line's money: what was paid for it, what went back already, and for how many units all of it."""

    total_fen: int
    quantity: int
    refunded_fen: int = 0
    returned: int = 0

    def worth(self, units: int) -> int:
        """What so many of the units that are left are worth; the last ones take the rest, so the parts add up."""
        left, value = self.quantity - self.returned, max(0, self.total_fen - self.refunded_fen)
        if units >= left:
            return value
        return value * units // left


def kept_of(lines: Sequence[tuple[int, int]], *, refunded_fen: int) -> list[int]:
    """What is left of each line's price: (price, what went back because of this line). Of ``refunded_fen``, all that
    went back of the goods of the order, the rest is borne by what is left of each. To the fen, never below nothing.
    """
    left = [max(0, total_fen - back_fen) for total_fen, back_fen in lines]
    rest = min(max(0, refunded_fen - sum(back_fen for _total, back_fen in lines)), sum(left))
    parts = allocate(rest, left) if rest else [0] * len(left)
    return [fen - part for fen, part in zip(left, parts, strict=True)]


@dataclass(frozen=True)
class LineClaim:
    """Units of an order line that a case is about, and what an exchange is for."""

    line_id: int
    units: int
    to_sku_id: int | None = None


@dataclass(frozen=True)
class Finding:
    """What came back of a line: good units, and damaged ones."""

    good: int = 0
    damaged: int = 0


@dataclass(frozen=True, kw_only=True)
class CaseData:
    """What somebody asks for."""

    kind: CaseKind
    reason: CaseReason
    claims: tuple[LineClaim, ...]
    words: str = ""
    # Less than the goods are worth; None for all of it.
    amount_fen: int | None = None
    pictures: tuple[str, ...] = field(default_factory=tuple)
