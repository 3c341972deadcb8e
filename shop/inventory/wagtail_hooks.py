"""Registrations with Wagtail."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.menu import Menu, MenuItem
from wagtail.snippets.models import register_snippet

from shop.catalog.models import Sku
from shop.core import audit
from shop.core.desk import capped_count
from shop.core.menu import DeskMenuItem, DeskSubmenuItem
from shop.inventory.admin.products import GoodsViewSet
from shop.inventory.queries import lots_by_expiry, low_stock

register_snippet(GoodsViewSet)


class SkuUrlFinder:
    """Where the site history links a SKU to."""

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def get_edit_url(self, sku: Sku) -> str | None:
        if self.user and not self.user.has_perm("catalog.view_sku"):
            return None
        return reverse("goods_desk:sku", args=[sku.pk])


register_admin_url_finder(Sku, SkuUrlFinder)


def _low() -> int:
    return capped_count(low_stock(at=timezone.now()))


def _expiring() -> int:
    return capped_count(lots_by_expiry("week", at=timezone.now()))


@hooks.register("register_admin_menu_item")
def stock_menu() -> MenuItem:
    """Stock and what moves it; rooms above add theirs with the hook ``register_stock_menu_item``."""
    entries: list[tuple[Any, str, str, str, str, Callable[[], int] | None]] = [
        (_("Stock"), "stock", "stock-list", "clipboard-list", "inventory.view_stockitem", _low),
        (_("SKUs and prices"), "grid", "sku-grid", "table", "catalog.view_sku", None),
        (_("Stock movements"), "movements", "stock-movements", "history", "inventory.view_stockmovement", None),
        (_("Stocktakes"), "stocktakes", "stocktakes", "tick-inverse", "inventory.view_stocktake", None),
        (_("Lots and expiry"), "lots", "stock-lots", "calendar-alt", "inventory.view_stockitem", _expiring),
        (_("Places"), "places", "stock-places", "site", "inventory.view_stockitem", None),
        (_("Quotas"), "quotas", "stock-quotas", "tasks", "inventory.change_quota", None),
    ]
    items = [
        DeskMenuItem(
            label,
            reverse(f"goods_desk:{url}"),
            name=name,
            icon_name=icon,
            order=order,
            permission=permission,
            waiting=waiting,
        )
        for order, (label, url, name, icon, permission, waiting) in enumerate(entries, start=1)
    ]
    return DeskSubmenuItem(
        _("Stock"),
        Menu(register_hook_name="register_stock_menu_item", items=items),
        name="stock",
        icon_name="clipboard-list",
        order=140,
    )


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The addresses of the goods side."""
    return [path("", include("shop.inventory.admin.urls"))]


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Permissions that no viewset brings, for the role form."""
    return Permission.objects.filter(
        content_type__app_label="inventory",
        codename__in=[
            "change_stockitem",
            "view_stockitem",
            "view_stockmovement",
            "view_stocktake",
            "count_stocktake",
            "post_stocktake",
            "change_place",
            "change_quota",
        ],
    )


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "inventory.move": _("Change stock"),
            "inventory.receive": _("Receive goods"),
            "inventory.take_back": _("Take a receipt back"),
            "inventory.transfer": _("Move goods to another place"),
            "inventory.sort": _("Change condition of goods"),
            "inventory.write_off": _("Write goods off"),
            "inventory.open_stocktake": _("Begin stocktake"),
            "inventory.leave_out": _("Leave a line out of a stocktake"),
            "inventory.count_rest": _("Count the rest as zero"),
            "inventory.cancel_stocktake": _("Give a stocktake up"),
            "inventory.post_stocktake": _("Post stocktake"),
            "inventory.save_place": _("Change place"),
            "inventory.remove_place": _("Remove place"),
            "inventory.revise_lot": _("Correct lot"),
            "inventory.set_levels": _("Set safety and low stock"),
            "inventory.set_components": _("Set components of bundle"),
            "inventory.set_stocked": _("Sell with or without stock"),
            "inventory.save_quota": _("Set quota"),
            "inventory.end_quota": _("End quota"),
        },
    )
