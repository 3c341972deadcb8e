"""What was handed in, what came back, and whether it is asked for."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.auth import user_has_any_page_permission

from content.approval.operations import require_approval, stop_approval
from content.approval.queries import handed_back, is_required, to_approve, waiting_for_others
from shop.core.desk import DeskView
from shop.core.desk_form import ButtonView

MOST = 100


class ApprovalView(DeskView):
    """For everybody who writes pages."""

    permission_required = "wagtailadmin.access_admin"
    template_name = "admin/approval/list.html"
    page_title = gettext_lazy("Approval")
    header_icon = "check"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not user_has_any_page_permission(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        waiting = list(to_approve()[:MOST])
        may_approve = user.has_perm("approval.approve_page")
        return super().get_context_data(
            is_on=is_required(),
            may_decide=user.has_perm("approval.change_rule"),
            may_approve=may_approve,
            waiting=waiting,
            own=waiting_for_others(waiting, user) if may_approve else set(),
            back=handed_back(user)[:MOST],
            **kwargs,
        )


class _SwitchView(ButtonView):
    permission_required = "approval.change_rule"

    def url(self) -> str:
        return reverse("approval_desk:list")


class RequireView(_SwitchView):
    """On."""

    def perform(self) -> str:
        require_approval(by=self.request.user)
        return _("From now on pages are handed in for approval.")


class StopView(_SwitchView):
    """Off."""

    def perform(self) -> str:
        stop_approval(by=self.request.user)
        return _("From now on whoever writes publishes. What was handed in is a draft again.")
