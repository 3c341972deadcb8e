"""Pure decisions: rates of few with their intervals, and when a difference is one. No I/O."""

from dataclasses import dataclass
from math import sqrt

# Below so many sold units a rate says nothing that could be acted on.
ENOUGH_UNITS = 30
# Two-sided quantiles of the normal distribution: 95 % for what is shown, 99 % for what raises an alarm, as many rows
# are compared at once.
SHOWN, ALARM = 1.959964, 2.575829


@dataclass(frozen=True)
class Rate:
    """So many of so many, with the Wilson score interval (E. B. Wilson, 1927, J. Am. Stat. Assoc. 22)."""

    count: int
    of: int

    @property
    def is_enough(self) -> bool:
        """Whether it is worth a number."""
        return self.of >= ENOUGH_UNITS

    @property
    def value(self) -> float:
        """The share itself, 0 to 1; 0 of nothing."""
        return self.count / self.of if self.of else 0.0

    def interval(self, z: float = SHOWN) -> tuple[float, float]:
        """Where the true share lies, but for one time in twenty (``SHOWN``) or in a hundred (``ALARM``)."""
        if not self.of:
            return 0.0, 1.0
        share, square = min(1.0, self.value), z * z
        middle = (share + square / (2 * self.of)) / (1 + square / self.of)
        reach = z * sqrt(share * (1 - share) / self.of + square / (4 * self.of * self.of)) / (1 + square / self.of)
        return max(0.0, middle - reach), min(1.0, middle + reach)


def has_drifted(now: Rate, before: Rate) -> bool:
    """Whether more comes back than usual: both are enough to speak of, and their 99 % intervals do not meet.

    Where nothing has changed this is said of fewer than one comparison in a hundred.
    """
    return now.is_enough and before.is_enough and now.interval(ALARM)[0] > before.interval(ALARM)[1]
