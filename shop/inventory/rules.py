"""Pure decisions of the inventory."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shop.inventory.enums import MovementReason

# At this many units or fewer available, a SKU is low: time to order or to bake.
LOW_STOCK_UNITS = 5


def reason_fits(reason: str, delta: int) -> bool:
    """Whether goods can have come or gone for that reason: received ones add, damaged ones take away."""
    if reason in {MovementReason.RECEIVE, MovementReason.RETURN}:
        return delta > 0
    if reason == MovementReason.DAMAGE:
        return delta < 0
    return True


def stock_level(available: int, low_at: int | None = None) -> str:
    """``out``, ``low`` or ``ok``; ``low_at`` is the SKU's own threshold, if it has one."""
    if available <= 0:
        return "out"
    return "low" if available <= (LOW_STOCK_UNITS if low_at is None else low_at) else "ok"


@dataclass(frozen=True, kw_only=True)
class Pile:
    """Units of one SKU that lie in one place and are of one lot (or of none)."""

    place_id: int
    lot_id: int | None = None
    units: int
    expires_on: date | None = None
    place_position: int = 0

    @property
    def order(self) -> tuple[date, int, int, int]:
        """First expired first; what does not expire comes last; then by place."""
        return (self.expires_on or date.max, self.place_position, self.place_id, self.lot_id or 0)


def first_expired_first_out(piles: Iterable[Pile], units: int, *, on: date | None) -> list[tuple[Pile, int]]:
    """From which piles to take ``units``, and how many from each; as many as there are if there are fewer.

    What is not good any more on the day ``on`` is left where it is; None takes the expired ones as well.
    """
    taken = []
    for pile in sorted(piles, key=lambda pile: pile.order):
        if on is not None and pile.expires_on is not None and pile.expires_on < on:
            continue
        share = min(units, pile.units)
        if share > 0:
            taken.append((pile, share))
            units -= share
    return taken
