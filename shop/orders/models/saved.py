"""Filters of the order desk that somebody uses again and again."""

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SavedTabQuerySet(models.QuerySet["SavedTab"]):
    """Saved tabs by who sees them."""

    def for_user(self, user: object) -> QuerySet["SavedTab"]:
        """Their own and those that are shared."""
        return self.filter(Q(owner=user) | Q(is_shared=True)).select_related("owner")


class SavedTab(models.Model):
    """A tab beside those by state: a name for a search and filters."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=20)
    # What stands in the address of the list, in the order of the form's fields.
    query = models.CharField(max_length=500)
    is_shared = models.BooleanField(_("for all colleagues"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SavedTabQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("saved tab")
        verbose_name_plural = _("saved tabs")
        default_permissions = []
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="orders_savedtab_once")]

    def __str__(self) -> str:
        return self.name
