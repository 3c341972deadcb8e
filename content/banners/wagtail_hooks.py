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

from content.banners.models import Banner
from shop.core import audit
from shop.core.desk import ViewOnlyPolicy

register_permission_policy(Banner, ViewOnlyPolicy(Banner))


class BannerUrlFinder:
    """Where the site history links a banner to."""

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def get_edit_url(self, banner: Banner) -> str | None:
        if self.user and not self.user.has_perm("banners.view_banner"):
            return None
        return banner.get_absolute_url()


register_admin_url_finder(Banner, BannerUrlFinder)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The desk's addresses."""
    return [path("banners/", include("content.banners.admin.urls"))]


class BannerItem(MenuItem):
    """For those who may see the plan."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("banners.view_banner"))


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """Beside the channels."""
    return BannerItem(_("Banners"), reverse("banner_desk:list"), name="banners", icon_name="image")


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(actions, {"banners.save": _("Plan a banner"), "banners.withdraw": _("Take a banner down")})


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may do here, for the role form."""
    return Permission.objects.filter(content_type__app_label="banners", content_type__model="banner")
