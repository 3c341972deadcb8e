"""Pure decisions about money that comes and goes."""

from collections.abc import Sequence

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
