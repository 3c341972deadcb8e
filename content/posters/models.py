"""Posters: one for each short link that is shown as a picture."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.posters.enums import PosterState
from shop.social.models import ShortLink


class Poster(models.Model):
    """A rendered share poster. What it shows is told by its link: target, sharer, campaign."""

    # A renderer that has said nothing for this long is taken for dead.
    STALE_AFTER = timedelta(seconds=60)
    MAX_ATTEMPTS = 5

    link = models.OneToOneField(ShortLink, on_delete=models.PROTECT, related_name="poster")
    state = models.CharField(_("state"), max_length=10, choices=PosterState.choices, default=PosterState.QUEUED)
    file = models.FileField(_("file"), upload_to="posters/", max_length=200, blank=True)
    # The same, as small as a list shows it.
    thumbnail = models.FileField(upload_to="posters/", max_length=200, blank=True)
    # Fingerprint of everything drawn: words, price, picture, brand tokens, template version.
    content_hash = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("error"), max_length=300, blank=True)
    retry_at = models.DateTimeField(default=timezone.now)
    render_ms = models.PositiveIntegerField(_("rendering time"), null=True, blank=True)
    # Rises with every wish to render again: one that comes while rendering is not lost.
    version = models.PositiveIntegerField(default=1)
    requested_at = models.DateTimeField(_("requested"), default=timezone.now)
    rendered_at = models.DateTimeField(_("rendered"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("poster")
        verbose_name_plural = _("posters")
        default_permissions = ["add", "view"]
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["retry_at"], condition=~Q(state="ready"), name="posters_due"),
        ]

    def __str__(self) -> str:
        return str(self.link)

    @property
    def is_waiting(self) -> bool:
        return self.state in {PosterState.QUEUED, PosterState.RENDERING}
