"""Choices of posters."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PosterState(models.TextChoices):
    """A poster's way from wish to file."""

    QUEUED = "queued", _("Waiting")
    RENDERING = "rendering", _("Rendering")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")
