"""Registrations with Wagtail."""

from functools import partial
from typing import Any

from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from shop.core import audit
from shop.core.desk import Tool, register_tool
from shop.core.menu import DeskMenuItem
from shop.exports import registry


@hooks.register("register_reports_menu_item")
def exports_item() -> MenuItem:
    """My exports, among the reports."""
    return DeskMenuItem(
        _("My exports"),
        reverse("export_desk:list"),
        name="exports",
        icon_name="download",
        order=10,
        permission="wagtailadmin.access_admin",
    )


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The addresses of exports."""
    return [path("exports/", include("shop.exports.admin.urls"))]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "exports.export": _("Export a list"),
            "exports.stop": _("Stop an export"),
            "exports.schedule": _("Schedule an export"),
            "exports.end_schedule": _("End a scheduled export"),
            "exports.leave_schedule": _("Leave a scheduled export"),
        },
    )


def _new_url(listing: str, query: str) -> str:
    return f"{reverse('export_desk:new')}?list={listing}&{query}"


for _kind in registry.kinds():
    register_tool(
        _kind.key,
        Tool(
            label=_("Export"),
            icon="download",
            permission=_kind.permission,
            url=partial(_new_url, _kind.key),
            priority=40,
        ),
    )
