"""Registrations with Wagtail, and the door of publishing: what shows something that may not be used stays a draft."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder, register_admin_url_finder
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from content.media.models import BrandImage
from content.rights.models import Project, Right
from content.rights.queries import assets_of, blocked_among
from shop.core import audit
from shop.core.desk import ViewOnlyPolicy
from shop.core.publishing import keep_as_draft

for model in (Right, Project):
    register_permission_policy(model, ViewOnlyPolicy(model))


class RightUrlFinder:
    """Where the site history links a right to."""

    address, permission = "rights_desk:right", "rights.view_right"

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def get_edit_url(self, row: Any) -> str | None:
        if self.user and not self.user.has_perm(self.permission):
            return None
        return reverse(self.address, args=[row.pk])


class ProjectUrlFinder(RightUrlFinder):
    """Where the site history links a project to."""

    address, permission = "rights_desk:project", "rights.view_project"


register_admin_url_finder(Right, RightUrlFinder)
register_admin_url_finder(Project, ProjectUrlFinder)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The register's addresses."""
    return [path("rights/", include("content.rights.admin.urls"))]


@hooks.register("before_publish_page")
@hooks.register("before_publish")
def refuse_expired(request: HttpRequest, draft: Any) -> HttpResponse | None:
    """Not published, the draft is kept; each picture and document is named. What is scheduled is looked at as it will
    be on the day it is published.
    """
    moment = max(filter(None, (timezone.now(), getattr(draft, "go_live_at", None))))
    blocked = blocked_among(assets_of(draft), on=timezone.localdate(moment))
    for row in blocked:
        kind = "wagtailimages" if isinstance(row.asset, BrandImage) else "wagtaildocs"
        address = (
            reverse("rights_desk:right", args=[row.right.pk])
            if row.right
            else reverse(f"{kind}:edit", args=[row.asset.pk])
        )
        messages.error(
            request,
            _("Not published: “%(title)s” may not be used any more. Replace it, or renew its licence.")
            % {"title": row.asset.title},
            buttons=[messages.button(address, _("Look at it"))],
        )
    if not blocked:
        return None
    if isinstance(draft, Page):
        keep_as_draft(draft)
        return redirect("wagtailadmin_pages:edit", draft.pk)
    return redirect(AdminURLFinder(request.user).get_edit_url(draft) or reverse("wagtailadmin_home"))


@hooks.register("before_edit_page")
def refuse_to_approve_expired(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Approving publishes, and asks no hook of publishing."""
    if request.method == "POST" and request.POST.get("workflow-action-name") == "approve":
        return refuse_expired(request, page.get_latest_revision_as_object())
    return None


@hooks.register("before_bulk_action")
def refuse_expired_in_bulk(request: HttpRequest, action_type: str, objects: Any, action: Any) -> HttpResponse | None:
    """The same for many: none is published while one of them may not be."""
    if action_type != "publish" or request.method != "POST":
        return None
    for row in objects:
        draft = row.get_latest_revision_as_object()
        if (refused := refuse_expired(request, draft.specific if isinstance(draft, Page) else draft)) is not None:
            return refused
    return None


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "rights.save_right": gettext_lazy("Change register of rights"),
            "rights.remove_right": gettext_lazy("Remove from register of rights"),
            "rights.cover": gettext_lazy("Add to licence"),
            "rights.uncover": gettext_lazy("Take out of licence"),
            "rights.save_project": gettext_lazy("Change co-brand project"),
            "rights.remove_project": gettext_lazy("Remove co-brand project"),
        },
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may do here, for the role form."""
    return Permission.objects.filter(content_type__app_label="rights", content_type__model__in=["right", "project"])
