"""What is in the bin. Pages, pictures and documents stay rows of their own tables, so whatever refers to their ids
keeps doing so; all else is kept as what it was, and made again under the same id.
"""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class BinPage(Page):  # type: ignore[misc]
    """The place below which deleted pages stand: beside the sites, so none of them has an address."""

    is_creatable = False
    parent_page_types: list[str] = []
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("bin")
        verbose_name_plural = _("bins")

    def route(self, request: Any, path_components: list[str]) -> Any:
        """Nobody comes in from outside, whatever a site is set to begin at."""
        from django.http import Http404

        raise Http404


class Binned(models.Model):
    """Somebody deleted a page with all below it, a picture, a document or another row."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    thing = GenericForeignKey("content_type", "object_id")
    title = models.CharField(_("title"), max_length=255)
    # Of a page: where it stood, under which name, and what of it was public, as [page, revision or null].
    parent = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="+")
    followed_by = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="+")
    slug = models.CharField(max_length=255, blank=True)
    was_live = models.JSONField(default=list)
    # Of what is neither page nor picture nor document: all of it (``snapshots``), and who may bring it back.
    kept = models.JSONField(null=True)
    permission = models.CharField(max_length=100, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("deleted"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("deleted thing")
        verbose_name_plural = _("deleted things")
        default_permissions = []
        permissions = [("empty_bin", "Can remove for good what is in the bin")]
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["content_type", "object_id"], name="bin_thing_once")]

    def __str__(self) -> str:
        return self.title
