"""Choices of channels."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PieceState(models.TextChoices):
    """A piece's way from an idea to its readers."""

    PLANNED = "planned", _("Planned")
    DRAFTED = "drafted", _("Written")
    APPROVED = "approved", _("Approved")
    SCHEDULED = "scheduled", _("Scheduled")
    SENDING = "sending", _("Being sent")
    OUT = "out", _("Out")
    FAILED = "failed", _("Not accepted")
    DROPPED = "dropped", _("Dropped")
