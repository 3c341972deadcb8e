"""Choices of channels."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PieceState(models.TextChoices):
    """A piece's way from an idea to its readers."""

    PLANNED = "planned", pgettext_lazy("piece", "Planned")
    DRAFTED = "drafted", _("Written")
    APPROVED = "approved", _("Approved")
    SCHEDULED = "scheduled", pgettext_lazy("piece", "Scheduled")
    SENDING = "sending", _("Being sent")
    OUT = "out", _("Out")
    FAILED = "failed", _("Not accepted")
    DROPPED = "dropped", _("Dropped")
