"""Registrations with Wagtail."""

from functools import partial
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from shop.catalog.models import Product
from shop.core import audit
from shop.core.desk import Tool, register_tool
from shop.core.menu import DeskMenuItem


@hooks.register("register_stock_menu_item")
def import_item() -> MenuItem:
    """Import and bulk changes, below stock."""
    return DeskMenuItem(
        _("Goods import"),
        reverse("bulk_desk:imports"),
        name="goods-import",
        icon_name="upload",
        order=40,
        permission="bulk.view_run",
    )


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The addresses of bulk work."""
    return [path("bulk/", include("shop.bulk.admin.urls"))]


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Permissions that no viewset brings, for the role form."""
    return Permission.objects.filter(content_type__app_label="bulk", codename__in=["add_run", "view_run"])


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "bulk.import": _("Import goods"),
            "bulk.edit": _("Bulk edit"),
            "bulk.stop": _("Stop a bulk change"),
            "bulk.undo": _("Undo a bulk change"),
        },
    )


def _edit_url(listed: str, query: str) -> str:
    return f"{reverse('bulk_desk:edit')}?list={listed}&{query}"


register_tool(
    "products",
    Tool(
        label=_("Import"),
        icon="upload",
        permission="bulk.view_run",
        url=lambda query: reverse("bulk_desk:imports"),
        priority=30,
    ),
)
for _listing in ("skus", "products"):
    register_tool(
        _listing,
        Tool(
            label=_("Bulk edit"),
            icon="edit",
            permission="bulk.add_run",
            url=partial(_edit_url, _listing),
            priority=25,
        ),
    )


class EditChosen(SnippetBulkAction):
    """Ticked products (or all that match the filter) go to the bulk edit."""

    display_name = _("Bulk edit")
    aria_label = _("Edit the chosen products in bulk")
    action_type = "edit-chosen"
    models = [Product]
    action_priority = 5

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        query = request.GET.copy()
        query.pop("next", None)
        return redirect(_edit_url("products", query.urlencode()))


hooks.register("register_bulk_action", EditChosen)
