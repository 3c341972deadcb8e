"""Registrations with Wagtail."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from shop.core.menu import DeskMenuItem


@hooks.register("register_stock_menu_item")
def waiting_item() -> MenuItem:
    """Who waits for what."""
    return DeskMenuItem(
        _("Waiting shoppers"),
        reverse("notice_desk:waiting"),
        name="waiting-shoppers",
        icon_name="mail",
        order=23,
        permission="notices.view_subscription",
    )


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The addresses of the notices."""
    return [path("waiting/", include("shop.notices.admin.urls"))]


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may do here, for the role form."""
    return Permission.objects.filter(content_type__app_label="notices", content_type__model="subscription")
