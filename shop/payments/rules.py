"""Pure decisions about money that comes and goes."""

from collections.abc import Sequence

from shop.payments.enums import EntryOutcome

# The wallet is a way to pay of its own, below every gateway: see ``operations.wallet``.
WALLET = "wallet"


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
