"""Links to drafts."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    """Links."""

    def of(self, target: Any) -> "PreviewLinkQuerySet":
        """Those to a page or product, the newest first."""
        kind = ContentType.objects.get_for_model(target)
        return self.filter(content_type=kind, object_id=target.pk).order_by("-id")

    def alive(self, at: datetime) -> "PreviewLinkQuerySet":
        """Those that open at ``at``."""
        return self.filter(revoked_at=None, expires_at__gt=at)


class PreviewLink(models.Model):
    """Shows the latest draft of a page or product to whoever has the link, until it ends."""

    # Nobody guesses it: 24 random bytes. Whoever knows it may look.
    token = models.CharField(max_length=40, unique=True)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    # The moment that is shown; null: when it is opened.
    shown_at = models.DateTimeField(_("as it will be"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    # As whom it is seen, see ``audiences``; "" is a visitor without any history.
    audience = models.CharField(_("as whom"), max_length=20, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("ends"))
    revoked_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = PreviewLinkQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        default_permissions = []
        indexes = [models.Index(fields=["content_type", "object_id", "-id"], name="previews_of_target")]
        constraints = [models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="previews_ends_later")]

    def __str__(self) -> str:
        return self.token

    def get_absolute_url(self) -> str:
        return reverse("previews:show", args=[self.token])

    def is_alive(self, at: datetime) -> bool:
        """Whether it opens at ``at``."""
        return self.revoked_at is None and self.expires_at > at
