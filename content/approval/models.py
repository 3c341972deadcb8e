"""Whether pages need somebody's yes. How a page goes through it is Wagtail's own workflow."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ApprovalRule(models.Model):
    """One row at most: whether approval is asked for."""

    is_on = models.BooleanField(default=False)
    # Whose right to publish was taken for it, as [group, page]: given back when it ends.
    taken = models.JSONField(default=list)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approval")
        default_permissions = []
        permissions = [("change_rule", "Can decide whether pages need approval"), ("approve_page", "Can approve pages")]
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="approval_one_rule")]

    def __str__(self) -> str:
        return str(self.is_on)
