"""Texts on their way to becoming stories."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.stories.models import StoryIndexPage, StoryPage
from shop.core.models import Job


class PastedText(models.Model):
    """A text that somebody brought along, and the draft that it became."""

    parent = models.ForeignKey(StoryIndexPage, on_delete=models.CASCADE, related_name="+", verbose_name=_("below"))
    title = models.CharField(_("title"), max_length=60, blank=True)
    # Where it was published before; noted as the source of each of its pictures.
    source = models.CharField(_("where it comes from"), max_length=200, blank=True)
    # Emptied when the draft is there: that is the text from then on.
    html = models.TextField(blank=True)
    # Of each picture by its place in the text: the id in the media library, null where it was not to be had.
    pictures = models.JSONField(default=list)
    page = models.ForeignKey(StoryPage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("pasted text")
        verbose_name_plural = _("pasted texts")
        default_permissions = []

    def __str__(self) -> str:
        return self.title or str(self.pk)
