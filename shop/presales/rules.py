"""Pure decisions about pre-sales. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from shop.orders.rules import most_deposit_fen
from shop.presales.enums import PresaleState

S = PresaleState

# So that nobody loses earnest money for want of an evening: the least time in which a balance can be paid.
LEAST_TO_PAY = timedelta(hours=24)
# From its opening to the promised day.
LONGEST = timedelta(days=365)

# Time takes each step but the last: staff call it off, as long as something of it has not left.
TRANSITIONS: Mapping[PresaleState, frozenset[PresaleState]] = {
    S.PLANNED: frozenset({S.OPEN, S.CALLED_OFF}),
    S.OPEN: frozenset({S.WAITING, S.BALANCE, S.CALLED_OFF}),
    S.WAITING: frozenset({S.BALANCE, S.CALLED_OFF}),
    S.BALANCE: frozenset({S.SENDING, S.OVER, S.CALLED_OFF}),
    S.SENDING: frozenset({S.OVER, S.CALLED_OFF}),
}


@dataclass(frozen=True, kw_only=True)
class PresaleTerms:
    """What is promised: a deposit for each unit, three windows in a row, a day, and how many there are."""

    deposit_kind: str
    deposit_fen: int
    limit: int
    opens_at: datetime
    closes_at: datetime
    balance_from: datetime
    balance_until: datetime
    ship_on: date

    @property
    def windows(self) -> dict[str, datetime | date]:
        """For the row."""
        names = ("opens_at", "closes_at", "balance_from", "balance_until", "ship_on")
        return {name: getattr(self, name) for name in names}


def fault_in(terms: PresaleTerms, at: datetime) -> str:
    """The first field whose time does not fit those before it; "" if all do."""
    in_row = [
        ("closes_at", terms.closes_at > max(terms.opens_at, at)),
        ("balance_from", terms.balance_from >= terms.closes_at),
        ("balance_until", terms.balance_until >= terms.balance_from + LEAST_TO_PAY),
        ("ship_on", timezone.localdate(terms.balance_until) <= terms.ship_on),
        ("ship_on", terms.ship_on <= timezone.localdate(terms.opens_at + LONGEST)),
    ]
    return next((field for field, fits in in_row if not fits), "")


def deposit_of_units(*, kind: str, each_fen: int, price_fen: int, quantity: int) -> int:
    """The deposit for so many units: as agreed, and never more than the law allows of the price they have now."""
    return min(each_fen * quantity, most_deposit_fen(kind, price_fen * quantity))


def state_at(
    times: tuple[datetime, datetime, datetime, datetime],
    at: datetime,
    *,
    is_called_off: bool,
    has_to_send: bool,
) -> PresaleState:
    """The state at ``at`` from when it opens, closes, and the balance can be paid from and until."""
    if is_called_off:
        return S.CALLED_OFF
    for moment, state in zip(times, (S.PLANNED, S.OPEN, S.WAITING, S.BALANCE), strict=True):
        if at < moment:
            return state
    return S.SENDING if has_to_send else S.OVER
