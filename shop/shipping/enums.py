"""Choices of shipping."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    """What freight is reckoned by, and so what a zone's units are."""

    COUNT = "count", _("Pieces")
    WEIGHT = "weight", _("Weight (g)")
    VOLUME = "volume", _("Volume (cm³)")


class TrackingKind(models.TextChoices):
    """What a carrier has to say about a parcel."""

    COLLECTED = "collected", _("Collected")
    MOVING = "moving", _("On its way")
    DELIVERING = "delivering", _("Out for delivery")
    WAITING = "waiting", _("Waiting to be fetched")
    DELIVERED = "delivered", _("Delivered")
    ADDRESS = "address", _("Trouble with the address")
    REFUSED = "refused", _("Refused by the recipient")
    RETURNING = "returning", _("On its way back")
    RETURNED = "returned", _("Back with the sender")
    LOST = "lost", _("Lost")
