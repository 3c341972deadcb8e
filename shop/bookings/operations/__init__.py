"""Writes of bookings."""

from shop.bookings.operations.changes import cancel_session, change_seats, move_session, sell_session
from shop.bookings.operations.people import save_person
from shop.bookings.operations.plan import SessionData, plan_series, plan_session

__all__ = [
    "SessionData",
    "cancel_session",
    "change_seats",
    "move_session",
    "plan_series",
    "plan_session",
    "save_person",
    "sell_session",
]
