"""Choices of the catalog."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PriceKind(models.TextChoices):
    """What a line of the price log says."""

    ASKED = "asked", _("Asked price")
    SOLD = "sold", _("Sold at")


class ProductState(models.TextChoices):
    """What a shopper sees of a product's content, and whether something waits to be published."""

    LIVE = "live", _("In the shop")
    CHANGED = "changed", _("In the shop, edits not published")
    SCHEDULED = "scheduled", _("Scheduled")
    DRAFT = "draft", _("Draft")
    ENDED = "ended", _("Taken off the shop")
