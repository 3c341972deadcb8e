"""Refusals of events."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import ShopError


class SignUpNotOpen(ShopError):
    """Too early, too late, or there is nothing to sign up for; the message says which."""

    code = "sign_up_not_open"


class EventFull(ShopError):
    """Fewer places are free than were asked for."""

    code = "event_full"
    message = _("There are not enough free places for that.")


class SignedUpAlready(ShopError):
    """The number has a sign-up for this event."""

    code = "signed_up_already"
    message = _(
        "This number has signed up for it already. Find the ticket with its number, or with the device that was used."
    )

    def __init__(self) -> None:
        super().__init__(field="phone")


class CapacityBelowTaken(ShopError):
    """Fewer places than people."""

    code = "capacity_below_taken"
    message = _("%(taken)s places are taken. There cannot be fewer.")

    def __init__(self, *, taken: int) -> None:
        super().__init__(self.message % {"taken": taken}, field="capacity")


class SignUpUnchangeable(ShopError):
    """Signed off, checked in, lapsed: what was asked does not go with what it is; the message says why."""

    code = "sign_up_unchangeable"


class TicketForged(ShopError):
    """A QR code that looks like one of ours and was signed by somebody else, or changed."""

    code = "ticket_forged"
    status = 400
    message = _("This QR code does not come from us, or is damaged. Ask for the name and look it up.")


class NotCheckedIn(ShopError):
    """Not let in, or in already; the message says why."""

    code = "not_checked_in"
