"""Choices of the notices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    """What a shopper wants to be told."""

    BACK = "back", _("Back in stock")
    PRICE = "price", _("Price has fallen")
