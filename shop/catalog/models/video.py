"""Videos of products."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.videos import SOURCE
from shop.core.models import Job


class Video(models.Model):
    """A film with its captions. What it is was read from its content, not from its name."""

    title = models.CharField(_("title"), max_length=80)
    file = models.FileField(_("file"), upload_to="videos/", max_length=200)
    media_type = models.CharField(max_length=20, editable=False)
    captions = models.FileField(
        _("captions"),
        upload_to="videos/",
        max_length=200,
        blank=True,
        help_text=_("A WebVTT file, for those who watch without sound."),
    )
    # The same film, small and playable everywhere; "" where it was not converted.
    converted = models.FileField(upload_to="videos/", max_length=200, blank=True, editable=False)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False)
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        default_permissions = ["add", "change"]
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_ready(self) -> bool:
        """Whether browsers can play it: as it was uploaded, or since it was converted."""
        return bool(self.converted) or self.media_type != SOURCE

    @property
    def playable(self) -> Any:
        """The file to play."""
        return self.converted or self.file

    @property
    def playable_type(self) -> str:
        """What that file is."""
        return "video/mp4" if self.converted else self.media_type
