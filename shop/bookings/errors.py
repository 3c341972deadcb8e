"""Refusals of bookings."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import ShopError


class PersonBusy(ShopError):
    """The person leads another session in that time."""

    code = "person_busy"
    message = _("%(person)s leads another session in that time: %(other)s.")

    def __init__(self, *, person: str, other: str) -> None:
        super().__init__(self.message % {"person": person, "other": other}, field="person")


class SessionOver(ShopError):
    """It was cancelled, or has begun: nothing of it can be changed any more."""

    code = "session_over"
    message = _("This session was cancelled or has begun: it cannot be changed any more.")


class SeatsSold(ShopError):
    """Somebody holds a seat; the message names the orders."""

    code = "seats_sold"


class SeatsBelowSold(ShopError):
    """Fewer seats than are taken."""

    code = "seats_below_sold"
    message = _("%(taken)s seats are taken. There cannot be fewer.")

    def __init__(self, *, taken: int) -> None:
        super().__init__(self.message % {"taken": taken}, field="seats")
