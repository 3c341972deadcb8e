"""Choices of exports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Format(models.TextChoices):
    """What kind of file."""

    XLSX = "xlsx", _("Excel (.xlsx)")
    CSV = "csv", _("CSV (opens in Excel, WPS and everything else)")


class Frequency(models.TextChoices):
    """How often a scheduled export goes out."""

    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every month")


class MailState(models.TextChoices):
    """What became of the mail about an export; empty for one that is not mailed."""

    WAITING = "waiting", _("Mail waits for the file")
    SENDING = "sending", _("Mail on its way")
    SENT = "sent", _("Mail sent")
    FAILED = "failed", _("Mail not sent")
