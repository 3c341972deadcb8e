"""Choices of origin."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Target(models.TextChoices):
    """What a printed code speaks of."""

    PRODUCT = "product", _("The product: one code for all of it")
    LOT = "lot", _("The lot: one code for all units of it")
    UNIT = "unit", _("Each unit: a code of its own on every label")


class Preset(models.TextChoices):
    """Sheets and rolls that labels are sold as."""

    A4_14 = "a4-14", _("A4 sheet, 14 labels of 99.1 × 38.1 mm")
    A4_21 = "a4-21", _("A4 sheet, 21 labels of 70 × 42.4 mm")
    A4_24 = "a4-24", _("A4 sheet, 24 labels of 70 × 37 mm")
    A4_65 = "a4-65", _("A4 sheet, 65 labels of 38.1 × 21.2 mm")
    THERMAL_40X30 = "40x30", _("Label printer, 40 × 30 mm")
    THERMAL_60X40 = "60x40", _("Label printer, 60 × 40 mm")
