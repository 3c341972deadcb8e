"""Pure decisions about custom work: the steps, the deadlines, what follows from the order. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from shop.bespoke.enums import BespokeState
from shop.orders.enums import DepositKind, Fault, OrderStatus

S, O = BespokeState, OrderStatus  # noqa: E741

# The one table of steps. What is not here does not exist.
TRANSITIONS: Mapping[BespokeState, frozenset[BespokeState]] = {
    S.ASKED: frozenset({S.QUOTED, S.DECLINED, S.WITHDRAWN}),
    S.QUOTED: frozenset({S.ASKED, S.ORDERED, S.WITHDRAWN, S.LAPSED}),
    S.ORDERED: frozenset({S.DESIGNING, S.MAKING, S.LAPSED}),
    S.DESIGNING: frozenset({S.PROOF, S.CALLED_OFF}),
    S.PROOF: frozenset({S.DESIGNING, S.MAKING, S.CALLED_OFF}),
    S.MAKING: frozenset({S.BALANCE, S.CALLED_OFF}),
    S.BALANCE: frozenset({S.READY, S.CALLED_OFF}),
    S.READY: frozenset({S.DONE, S.CALLED_OFF}),
}
OPEN_STATES = tuple(TRANSITIONS)
# The shop's turn; in QUOTED, ORDERED, PROOF and BALANCE it is the customer's.
SHOP_STATES = (S.ASKED, S.DESIGNING, S.MAKING, S.READY)
# The deposit is paid and the balance is not: who ends it decides what becomes of the deposit.
BOUND_STATES = (S.DESIGNING, S.PROOF, S.MAKING, S.BALANCE)

ANSWER = timedelta(hours=72)
DESIGN = timedelta(days=5)
# As the quote says before it is accepted: a proof that nobody answers counts as approved (Civil Code 140).
APPROVE = timedelta(days=5)
PAY_BALANCE = timedelta(days=7)

MAX_WORDS = 1000
MAX_PICTURES = 6
MAX_MAKE_DAYS = 365
MAX_VALID_DAYS = 60


def can_become(old: str, new: str) -> bool:
    """Whether the step exists at all."""
    return BespokeState(new) in TRANSITIONS.get(BespokeState(old), frozenset())


def timeout(state: str) -> BespokeState | None:
    """Where it goes by itself when its deadline passes; None where only a person or a payment can go on.

    A quote that nobody accepts lapses; a proof that nobody answers is approved. A shop that is late only looks bad:
    from then on the customer may end it as the shop's fault.
    """
    return {S.QUOTED: S.LAPSED, S.PROOF: S.MAKING}.get(BespokeState(state))


def follows(state: str, order: OrderStatus, *, needs_proof: bool) -> BespokeState | None:
    """Where it goes because of where its order stands; None where that changes nothing."""
    state = BespokeState(state)
    if state not in TRANSITIONS or state in {S.ASKED, S.QUOTED}:
        return None
    if order == O.CANCELLED:
        return S.LAPSED if state == S.ORDERED else S.CALLED_OFF
    if state == S.ORDERED and order != O.PENDING:
        return S.DESIGNING if needs_proof else S.MAKING
    if state == S.BALANCE and order in {O.PAID, O.SHIPPED, O.COMPLETED}:
        return S.READY
    return S.DONE if state == S.READY and order in {O.SHIPPED, O.COMPLETED} else None


def state_at(
    state: str, due_at: datetime | None, at: datetime, *, order: OrderStatus | None = None, needs_proof: bool = False
) -> BespokeState:
    """The state as time and the order have it, whether a job has written it down or not."""
    state = BespokeState(state)
    while True:
        after = follows(state, order, needs_proof=needs_proof) if order else None
        if after is None and due_at is not None and due_at <= at:
            after = timeout(state)
            # The next deadline begins with the step.
            due_at = None
        if after is None:
            return state
        state = after


def fault_of_customer(state: str, *, is_late: bool) -> Fault:
    """Whose fault it is if the customer ends it: the shop's, if it is late with what is its turn."""
    return Fault.SHOP if is_late and state in SHOP_STATES else Fault.CUSTOMER


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody asks for."""

    sku_id: int
    quantity: int
    name: str
    phone: str
    words: str
    wished_on: date | None = None
    pictures: tuple[str, ...] = field(default_factory=tuple)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What the shop would do, for how much, and how."""

    each_fen: int
    deposit_fen: int
    deposit_kind: DepositKind
    make_days: int
    text: str
    needs_proof: bool = True
    valid_days: int = 7
