"""Pure decisions: the figures of a block or story, and the line drawn of them. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass
class Earned:
    """Taps, and of the lines of paid orders they led to: units that stayed, what was paid for them, what of it stayed.

    Freight is none of it. ``days``: local day of the payment → what stayed.
    """

    taps: int = 0
    units: int = 0
    paid_fen: int = 0
    kept_fen: int = 0
    # Orders of which something stayed.
    orders: int = 0
    days: dict[date, int] = field(default_factory=dict)

    @property
    def back_fen(self) -> int:
        """What went back."""
        return self.paid_fen - self.kept_fen

    def add(self, other: "Earned") -> None:
        """The same of other days."""
        self.taps += other.taps
        self.units += other.units
        self.paid_fen += other.paid_fen
        self.kept_fen += other.kept_fen
        self.orders += other.orders


# The box that a sparkline is drawn in.
SPARK_WIDTH, SPARK_HEIGHT = 120, 24


def spark(days: Mapping[date, int], *, since: date, until: date) -> Sequence[tuple[int, int]]:
    """The corners of a line over all days from zero up; none where nothing came in."""
    highest = max(days.values(), default=0)
    if not highest:
        return ()
    count = (until - since).days + 1
    return [
        (
            round(place * SPARK_WIDTH / max(1, count - 1)),
            1 + round((SPARK_HEIGHT - 2) * (1 - days.get(since + timedelta(days=place), 0) / highest)),
        )
        for place in range(count)
    ]
