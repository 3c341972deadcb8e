"""Registrations with Wagtail."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem

from shop.core import audit
from shop.core.menu import DeskMenuItem


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """Where it is asked for and seen."""
    return [path("approval/", include("content.approval.admin.urls"))]


class ApprovalItem(DeskMenuItem):
    """For those who write pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(user_has_any_page_permission(request.user))


@hooks.register("register_settings_menu_item")
def approval_item() -> MenuItem:
    """Among the settings."""
    return ApprovalItem(_("Approval"), reverse("approval_desk:list"), name="approval", icon_name="check", order=350)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Permissions that no viewset brings, for the role form."""
    return Permission.objects.filter(content_type__app_label="approval")


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {"approval.require": _("Ask for approval of pages"), "approval.stop": _("Ask for no approval any more")},
    )
