"""Registrations with Wagtail."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The report's addresses."""
    return [path("story-revenue/", include("content.revenue.admin.urls"))]


class RevenueItem(MenuItem):
    """For those who may see it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("social.view_storyblock"))


@hooks.register("register_reports_menu_item")
def revenue_report() -> MenuItem:
    """Below the reports."""
    return RevenueItem(
        _("Revenue of stories"), reverse("revenue_desk:stories"), name="story-revenue", icon_name="mb-orders"
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may see here, for the role form."""
    return Permission.objects.filter(content_type__app_label="social", content_type__model="storyblock")
