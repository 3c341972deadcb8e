"""Choices of promotions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PromotionState(models.TextChoices):
    """Where a promotion is at a moment: computed from its times, never stored."""

    SCHEDULED = "scheduled", _("Scheduled")
    ACTIVE = "active", _("Running")
    ENDED = "ended", _("Ended")
    CANCELLED = "cancelled", _("Cancelled")
