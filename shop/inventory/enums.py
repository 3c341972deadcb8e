"""Choices of the inventory."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MovementReason(models.TextChoices):
    """Why stock on hand changed."""

    RECEIVE = "receive", _("Received")
    SHIP = "ship", _("Shipped")
    RETURN = "return", _("Returned")
    CORRECT = "correct", _("Count corrected")
    DAMAGE = "damage", _("Damaged")
    IMPORT = "import", _("Import")


# Reasons that staff may choose by hand; the others come with their document.
MANUAL_REASONS = (MovementReason.RECEIVE, MovementReason.CORRECT, MovementReason.DAMAGE, MovementReason.RETURN)


class ReservationState(models.TextChoices):
    """A reservation's life: held until a deadline, confirmed without one, then shipped or released."""

    HELD = "held", _("Held")
    CONFIRMED = "confirmed", _("Confirmed")
    FULFILLED = "fulfilled", _("Fulfilled")
    RELEASED = "released", _("Released")
