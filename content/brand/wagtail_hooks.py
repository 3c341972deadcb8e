"""Registrations with Wagtail."""

from typing import Any

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from shop.core import audit


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The brand's screens."""
    return [path("brand/", include("content.brand.admin.urls"))]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "brand.change_kit": _("Change brand kit"),
            "brand.change_menus": _("Change the menus"),
            "brand.first_product": _("Add the first product"),
            "brand.open_shop": _("Open the shop"),
        },
    )
