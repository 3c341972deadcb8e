"""Registrations with Wagtail."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.snippets.models import register_snippet

from shop.catalog.models import Sku
from shop.core import audit
from shop.core.desk import PermittedItem
from shop.inventory.admin.products import GoodsViewSet

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


@hooks.register("register_admin_menu_item")
def stock_menu() -> MenuItem:
    """Stock and what moves it; rooms above add theirs with the hook ``register_stock_menu_item``."""
    items = [
        PermittedItem(
            _("Stock"),
            reverse("goods_desk:stock"),
            name="stock-list",
            icon_name="clipboard-list",
            order=1,
            permission="inventory.view_stockitem",
        ),
        PermittedItem(
            _("SKUs and prices"),
            reverse("goods_desk:grid"),
            name="sku-grid",
            icon_name="table",
            order=2,
            permission="catalog.view_sku",
        ),
        PermittedItem(
            _("Stock movements"),
            reverse("goods_desk:movements"),
            name="stock-movements",
            icon_name="history",
            order=3,
            permission="inventory.view_stockmovement",
        ),
    ]
    return SubmenuMenuItem(
        _("Stock"),
        Menu(register_hook_name="register_stock_menu_item", items=items),
        name="stock",
        icon_name="clipboard-list",
        order=140,
    )


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The addresses of the goods side."""
    return [path("goods/", include("shop.inventory.admin.urls"))]


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Permissions that no viewset brings, for the role form."""
    return Permission.objects.filter(
        content_type__app_label="inventory",
        codename__in=[
            "change_stockitem",
            "view_stockitem",
            "view_stockmovement",
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
            "inventory.transfer": _("Move goods to another place"),
            "inventory.sort": _("Change condition of goods"),
            "inventory.write_off": _("Write goods off"),
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
