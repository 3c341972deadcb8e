"""Pure decisions of attribution. No I/O."""

from collections.abc import Sequence
from typing import NamedTuple


class HowFound(NamedTuple):
    """The first and the last block that led to goods, with the moments in seconds since 1970."""

    first: int
    first_at: int
    last: int
    last_at: int


def how_found(*said: Sequence[int]) -> HowFound | None:
    """What several touches say together, each (first block, moment, last block, moment) or empty: the earliest of all
    is the first, the latest of all the last. None if none of them says anything.
    """
    known = [HowFound(*row) for row in said if row]
    if not known:
        return None
    # Both ends of each: of two servers one clock may be behind.
    touches = [touch for row in known for touch in ((row.first_at, row.first), (row.last_at, row.last))]
    (first_at, first), (last_at, last) = min(touches), max(touches)
    return HowFound(first, first_at, last, last_at)
