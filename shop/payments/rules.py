"""Pure decisions about money that comes and goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shop.payments.enums import EntryOutcome, PaymentState, RefundState

P, R = PaymentState, RefundState

# From each state, where a payment may go. Success is final, nothing else is: failed and then paid happens (a second try
# on the vendor's page), and money also comes for what was closed.
PAYMENT_TRANSITIONS: dict[PaymentState, frozenset[PaymentState]] = {
    P.PENDING: frozenset({P.SUCCEEDED, P.FAILED, P.CLOSED}),
    P.FAILED: frozenset({P.SUCCEEDED}),
    P.CLOSED: frozenset({P.SUCCEEDED}),
    P.SUCCEEDED: frozenset(),
}
# What a gateway said for good stays said; to try again is another refund.
REFUND_TRANSITIONS: dict[RefundState, frozenset[RefundState]] = {
    R.REQUESTED: frozenset({R.ACCEPTED, R.SUCCEEDED, R.FAILED}),
    R.ACCEPTED: frozenset({R.ACCEPTED, R.SUCCEEDED, R.FAILED}),
    R.SUCCEEDED: frozenset(),
    R.FAILED: frozenset({R.REQUESTED}),
}

# The wallet is a way to pay of its own, below every gateway: see ``operations.wallet``.
WALLET = "wallet"
# Before a withdrawal's number in the key of its refunds.
WITHDRAWAL_KEY = "withdrawal:"


def leading_to(new: str, transitions: Mapping[Any, frozenset[Any]]) -> list[str]:
    """The states from which that one may be reached: the guard of the UPDATE that goes there."""
    return [old for old, steps in transitions.items() if new in steps]


def spread_refund(amount_fen: int, payments: Sequence[tuple[str, int]]) -> list[int]:
    """How much of a refund each payment bears: (gateway, what is left of it) each, newest first.

    Whole payments in that order, so that few refunds are made; the wallet's part last: money that came from a bank
    goes back to the bank first. The amount must not be more than is left of all of them.
    """
    left = amount_fen
    parts = [0] * len(payments)
    for index in sorted(range(len(payments)), key=lambda index: payments[index][0] == WALLET):
        parts[index] = min(left, payments[index][1])
        left -= parts[index]
    if left or amount_fen < 0:
        msg = "a refund is between nothing and what is left of the payments"
        raise ValueError(msg)
    return parts


def outcome_of(*, billed_fen: int | None, booked_fen: int | None) -> EntryOutcome:
    """What comparing a bill with the books says; None where one of them does not know of it."""
    if billed_fen is None and booked_fen is None:
        msg = "what neither the bill nor the books know is nothing"
        raise ValueError(msg)
    if booked_fen is None:
        return EntryOutcome.NOT_HERE
    if billed_fen is None:
        return EntryOutcome.NOT_THERE
    return EntryOutcome.MATCHED if billed_fen == booked_fen else EntryOutcome.DIFFERENT


@dataclass(frozen=True)
class WalletRules:
    """What a wallet may hold and what a top-up adds. The law's figures are the ceiling of what can be set."""

    is_open: bool
    # After a top-up, bonus included.
    max_balance_fen: int
    min_top_up_fen: int
    # From this amount of one top-up on, this much bonus.
    offers: tuple[tuple[int, int], ...]

    def bonus_for(self, amount_fen: int) -> int:
        """What is added to a top-up: of the best offer that it reaches."""
        return max((bonus for least, bonus in self.offers if amount_fen >= least), default=0)


# 《单用途商业预付卡管理办法（试行）》(商务部令2012年第9号): at most 5,000 yuan on a registered card.
LEGAL_MAX_BALANCE_FEN = 500_000


def freight_earned(*, freight_fen: int, given_back_fen: int, earned_fen: int) -> int:
    """What of ``earned_fen``, the money of a sold order that is still here, is freight: what was charged less what went
    back as freight. When money goes back for no reason that names freight, the goods go first.
    """
    return max(0, min(freight_fen - given_back_fen, earned_fen))


def split_freight(freight_fen: int, parts: Sequence[int]) -> list[int]:
    """What of each part of a refund is freight, the first first."""
    shares = []
    for part in parts:
        shares.append(min(part, freight_fen))
        freight_fen -= shares[-1]
    return shares


def split_spending(amount_fen: int, *, principal_fen: int, bonus_fen: int) -> tuple[int, int]:
    """What a payment takes of principal and bonus: principal first, so that a bonus is earned before it is spent."""
    principal = min(amount_fen, principal_fen)
    return principal, min(amount_fen - principal, bonus_fen)


def bonus_of_refund(amount_fen: int, *, bonus_left_fen: int) -> int:
    """What of a refund is bonus again: what was spent last comes back first."""
    return min(amount_fen, bonus_left_fen)


def lapsing_bonus(amount_fen: int, *, principal_fen: int, bonus_fen: int) -> int:
    """The bonus that ends with a withdrawal: its share of the principal that is there, rounded down."""
    return bonus_fen * amount_fen // principal_fen
