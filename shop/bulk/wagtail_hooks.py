"""Registrations with Wagtail."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from shop.core import audit
from shop.core.desk import PermittedItem


@hooks.register("register_stock_menu_item")
def import_item() -> MenuItem:
    """Import and bulk changes, below stock."""
    return PermittedItem(
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
    audit.register(actions, {"bulk.import": _("Import goods")})
