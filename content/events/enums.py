"""States of events and of those who sign up."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SignUpState(TextChoices):
    """Where a sign-up stands. Whether somebody came is told by ``checked_in_at``."""

    JOINED = "joined", _("Signed up")
    WAITING = "waiting", _("On the waiting list")
    # A place is held until ``offer_ends_at``.
    OFFERED = "offered", _("Place offered")
    LAPSED = "lapsed", _("Offer not taken")
    WITHDRAWN = "withdrawn", _("Signed off")


# Those who hold places, and those who still want to come.
HOLDING = (SignUpState.JOINED, SignUpState.OFFERED)
STANDING = (*HOLDING, SignUpState.WAITING)


class MailKind(TextChoices):
    """What a mail to somebody who signed up says."""

    JOINED = "joined", _("Confirmation")
    WAITING = "waiting", _("On the waiting list")
    OFFERED = "offered", _("Place offered")
    REMINDER = "reminder", _("Reminder, the day before")
    MOVED = "moved", _("Another time or place")
    CANCELLED = "cancelled", _("Called off")
    ON_AGAIN = "on_again", _("Takes place after all")


class EventState(TextChoices):
    """What a visitor can do about an event at a moment."""

    # Nobody has to sign up.
    FREE = "free", _("Simply come")
    # Seats are sold, in another room.
    PAID = "paid", _("Booked in the shop")
    EARLY = "early", _("Sign-up not open yet")
    OPEN = "open", _("Open for sign-up")
    FEW = "few", _("Few places left")
    FULL = "full", pgettext_lazy("event", "Full")
    CLOSED = "closed", _("Sign-up closed")
    OVER = "over", pgettext_lazy("event", "Over")
    CANCELLED = "cancelled", pgettext_lazy("event", "Cancelled")
