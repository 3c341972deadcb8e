"""Registrations with Wagtail."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import SubmitForModerationMenuItem
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from content.approval.queries import needs_another, other_approvers
from shop.core import audit
from shop.core.menu import DeskMenuItem
from shop.core.publishing import keep_as_draft


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


def _refuse(request: HttpRequest, page: Page) -> None:
    names = gettext(", ").join(str(user) for user in other_approvers(request.user)[:3])
    messages.error(
        request,
        gettext("Not published: you wrote “%(title)s” last, so somebody else says yes. Hand it in: %(names)s.")
        % {"title": page.get_admin_display_title(), "names": names},
    )


@hooks.register("before_publish_page")
def ask_another(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Whoever may approve does not publish words of their own while somebody else can be asked; the draft is kept."""
    if not needs_another(page, request.user):
        return None
    _refuse(request, page)
    keep_as_draft(page)
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_edit_page")
def say_who_decides(request: HttpRequest, page: Page) -> None:
    """Whoever opens what was handed in, and wrote it last, is told why there is no yes for them."""
    if request.method != "GET" or not page.current_workflow_task or not needs_another(page, request.user):
        return
    names = gettext(", ").join(str(user) for user in other_approvers(request.user)[:3])
    messages.info(request, gettext("You wrote this last, so somebody else says yes: %(names)s.") % {"names": names})


@hooks.register("before_bulk_action")
def ask_another_for_many(request: HttpRequest, action_type: str, objects: Any, action: Any) -> HttpResponse | None:
    """The same for many: none is published while one of them needs another's yes."""
    if action_type != "publish" or request.method != "POST":
        return None
    for page in objects:
        if isinstance(page, Page) and needs_another(page, request.user):
            _refuse(request, page)
            return redirect(action.next_url)
    return None


class HandInItem(SubmitForModerationMenuItem):  # type: ignore[misc]
    """Wagtail's button, in words instead of the workflow's name."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {**super().get_context_data(parent_context), "label": gettext("Hand in for approval")}


@hooks.register("construct_page_action_menu", order=10)
def offer_handing_in(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """No button for what would be refused; where one cannot publish, handing in is the button."""
    page = context.get("page")
    if page is not None and page.pk and needs_another(page, request.user):
        menu_items[:] = [item for item in menu_items if item.name != "action-publish"]
    # What was handed in is decided: yes comes first, and publishing beside it would leave the question open.
    if any(item.name == "approve" for item in menu_items):
        menu_items[:] = [item for item in menu_items if item.name != "action-publish"]
        menu_items.sort(key=lambda item: item.name != "approve")
    can_publish = any(item.name == "action-publish" for item in menu_items)
    for place, item in enumerate(menu_items):
        if item.name == "action-submit":
            menu_items[place] = HandInItem(order=item.order)
            if not can_publish:
                menu_items.insert(0, menu_items.pop(place))
            return
