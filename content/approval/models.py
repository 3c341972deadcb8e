"""Whether pages need somebody's yes. How a page goes through it is Wagtail's own workflow."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask


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


class FourEyesTask(AbstractGroupApprovalTask):  # type: ignore[misc]
    """Somebody of these roles says yes, but not to words of their own, while there is somebody else to ask.

    Who mends a word of another's text and approves it may: two people have read it then.
    """

    class Meta:
        verbose_name = _("approval by a second person")
        verbose_name_plural = _("approvals by a second person")

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        from content.approval.queries import needs_another

        actions: list[tuple[str, Any, bool]] = super().get_actions(obj, user)
        if actions and needs_another(obj, user):
            return [action for action in actions if action[0] != "approve"]
        return actions
