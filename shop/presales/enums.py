"""Choices of pre-sales."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PresaleState(models.TextChoices):
    """Where a pre-sale is at a moment: computed from its times and its orders, never stored."""

    PLANNED = "planned", _("Planned")
    OPEN = "open", pgettext_lazy("pre-sale", "Open")
    WAITING = "waiting", _("Before the balance")
    BALANCE = "balance", _("Balance due")
    SENDING = "sending", _("To be sent")
    OVER = "over", pgettext_lazy("pre-sale", "Over")
    CALLED_OFF = "called_off", pgettext_lazy("pre-sale", "Called off")
