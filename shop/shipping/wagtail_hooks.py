"""Registrations with Wagtail."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from shop.core import audit
from shop.core.menu import DeskMenuItem


@hooks.register("register_stock_menu_item")
def freight_item() -> MenuItem:
    """Below the stock."""
    return DeskMenuItem(
        _("Freight"),
        reverse("freight_desk:list"),
        name="freight",
        icon_name="mb-orders",
        order=70,
        permission="shipping.change_freighttemplate",
    )


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The addresses of freight."""
    return [path("freight/", include("shop.shipping.admin.urls"))]


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Permissions that no viewset brings, for the role form."""
    return Permission.objects.filter(content_type__app_label="shipping", codename="change_freighttemplate")


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "shipping.save_template": _("Write freight template"),
            "shipping.remove_template": _("Remove freight template"),
            "shipping.assign_template": _("Choose freight template of a product"),
            "shipping.set_volume": _("Set volume"),
            "shipping.note_news": _("Note what happened to a parcel"),
            "shipping.settle_trouble": _("Take care of a parcel in trouble"),
        },
    )
