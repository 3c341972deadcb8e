"""Choices of the catalog."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PriceKind(models.TextChoices):
    """What a line of the price log says."""

    ASKED = "asked", _("Asked price")
    SOLD = "sold", _("Sold at")
