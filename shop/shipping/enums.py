"""Choices of shipping."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    """What freight is reckoned by, and so what a zone's units are."""

    COUNT = "count", _("Pieces")
    WEIGHT = "weight", _("Weight (g)")
    VOLUME = "volume", _("Volume (cm³)")
