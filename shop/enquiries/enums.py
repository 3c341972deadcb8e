"""Choices of enquiries."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EnquiryState(models.TextChoices):
    """Where an enquiry stands. Steps: ``rules.TRANSITIONS``."""

    NEW = "new", _("To answer")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")
