"""Facts that bookings announce."""

from dataclasses import dataclass

from shop.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SessionChanged(Event):
    """A session was planned, moved or cancelled."""

    name = "bookings.session_changed"
    session_id: int
    product_id: int
