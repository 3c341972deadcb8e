"""Who has to follow when a session moves, asked from below: rooms above register here, ``microbrand/wiring.py`` says
who. They run in the transaction of the move, so that no worker is needed for a ticket to be right.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from shop.bookings.models import Session

# Called with the session as it is now, the words of what it was, by whom and when. The session's row is locked.
Follower = Callable[[Session, str, Any, datetime], None]
_followers: list[Follower] = []


def connect(*followers: Follower) -> None:
    """Follow sessions that move."""
    _followers.extend(one for one in followers if one not in _followers)


def follow(session: Session, *, before: str, by: Any, at: datetime) -> None:
    """Tell everybody."""
    for one in _followers:
        one(session, before, by, at)
