"""Choices of the register."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RightKind(models.TextChoices):
    """What is registered."""

    NAME = "name", _("Name")
    MARK = "mark", _("Trade mark")
    LICENCE_IN = "in", _("Licence we hold")
    LICENCE_OUT = "out", _("Licence we gave")
    CERTIFICATE = "certificate", _("Certificate")
    REPORT = "report", _("Inspection report")


class Standing(models.TextChoices):
    """How a right stands on a day."""

    FUTURE = "future", _("Begins later")
    VALID = "valid", _("In force")
    SOON = "soon", _("Ends soon")
    OVER = "over", _("Expired")
