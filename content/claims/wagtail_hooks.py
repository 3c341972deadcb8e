"""Registrations with Wagtail."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from content.claims.admin.panels import ClaimsPanel
from content.claims.models import Claim
from shop.aftersales.models import Case
from shop.core import audit
from shop.core.desk import ViewOnlyPolicy

register_permission_policy(Claim, ViewOnlyPolicy(Claim))


class ClaimUrlFinder:
    """Where the site history links a claim to."""

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def get_edit_url(self, claim: Claim) -> str | None:
        if self.user and not self.user.has_perm("claims.view_claim"):
            return None
        return claim.get_absolute_url()


register_admin_url_finder(Claim, ClaimUrlFinder)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The desk's addresses."""
    return [path("claims/", include("content.claims.admin.urls"))]


@hooks.register("case_panels")
def claims_of_case(request: HttpRequest, case: Case) -> ClaimsPanel:
    """On the page of a case."""
    return ClaimsPanel(case, may_tag=request.user.has_perm("claims.tag_case"))


class ClaimsItem(MenuItem):
    """For those who may see it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("claims.view_claim"))


@hooks.register("register_reports_menu_item")
def claims_report() -> MenuItem:
    """Below the reports."""
    return ClaimsItem(_("Claims against returns"), reverse("claims_desk:list"), name="claims", icon_name="openquote")


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "claims.save": _("Change claim"),
            "claims.retire": _("Retire claim"),
            "claims.tag_case": _("Say which claims a case contradicts"),
        },
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may do here, for the role form."""
    return Permission.objects.filter(content_type__app_label="claims", content_type__model="claim")
