"""Choices of the inventory."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlaceKind(models.TextChoices):
    """What kind of place holds stock."""

    WAREHOUSE = "warehouse", _("Warehouse")
    SHOP = "shop", _("Shop")
    ORCHARD = "orchard", _("Orchard")


class Condition(models.TextChoices):
    """What units are good for: only sellable ones count as stock on hand."""

    SELLABLE = "sellable", _("Sellable")
    RETURNED = "returned", _("Returned, to be looked at")
    DAMAGED = "damaged", _("Damaged")


class MovementReason(models.TextChoices):
    """Why a balance changed."""

    RECEIVE = "receive", pgettext_lazy("stock movement", "Received")
    SHIP = "ship", _("Shipped")
    RETURN = "return", _("Returned")
    CORRECT = "correct", _("Count corrected")
    DAMAGE = "damage", _("Damaged")
    IMPORT = "import", _("Import")
    TRANSFER = "transfer", _("Moved to another place")
    SORT = "sort", _("Condition changed")
    EXPIRED = "expired", _("Expired")
    LOST = "lost", _("Lost")
    USED = "used", _("Own use, sample")
    STOCKTAKE = "stocktake", _("Stocktake")


# Reasons that staff may choose by hand; the others come with their document.
MANUAL_REASONS = (MovementReason.RECEIVE, MovementReason.CORRECT, MovementReason.DAMAGE, MovementReason.RETURN)
# Why units are gone for good.
WRITE_OFF_REASONS = (MovementReason.DAMAGE, MovementReason.EXPIRED, MovementReason.LOST, MovementReason.USED)


class ReservationState(models.TextChoices):
    """A reservation's life: held until a deadline, confirmed without one, then shipped or released."""

    HELD = "held", _("Held")
    CONFIRMED = "confirmed", _("Confirmed")
    FULFILLED = "fulfilled", _("Fulfilled")
    RELEASED = "released", _("Released")


class StocktakeScope(models.TextChoices):
    """Of what lies in the place, what a stocktake counts."""

    ALL = "all", _("Everything in the place")
    CATEGORY = "category", _("A category")
    COLLECTION = "collection", _("A collection")
    PICKED = "picked", _("Goods picked")


class StocktakeState(models.TextChoices):
    """A stocktake's life: counted while it is open, then posted or given up."""

    OPEN = "open", pgettext_lazy("stocktake", "Being counted")
    POSTED = "posted", pgettext_lazy("stocktake", "Posted")
    CANCELLED = "cancelled", pgettext_lazy("stocktake", "Given up")
