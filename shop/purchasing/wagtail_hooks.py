"""Registrations with Wagtail."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.menu import MenuItem

from shop.core import audit
from shop.core.desk import capped_count
from shop.core.menu import DeskMenuItem
from shop.purchasing.models import PurchaseOrder, Supplier
from shop.purchasing.queries import overdue


class PurchaseOrderUrlFinder:
    """Where the site history links a purchase order to."""

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def get_edit_url(self, order: PurchaseOrder) -> str | None:
        if self.user and not self.user.has_perm("purchasing.view_purchaseorder"):
            return None
        return reverse("purchasing_desk:order", args=[order.number])


class SupplierUrlFinder:
    """Where the site history links a supplier to."""

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def get_edit_url(self, supplier: Supplier) -> str | None:
        if self.user and not self.user.has_perm("purchasing.view_supplier"):
            return None
        return reverse("purchasing_desk:supplier", args=[supplier.pk])


register_admin_url_finder(PurchaseOrder, PurchaseOrderUrlFinder)
register_admin_url_finder(Supplier, SupplierUrlFinder)


def _late() -> int:
    return capped_count(overdue(at=timezone.now()))


@hooks.register("register_stock_menu_item")
def orders_item() -> MenuItem:
    """Purchase orders, with a count of those that are late."""
    return DeskMenuItem(
        _("Purchase orders"),
        reverse("purchasing_desk:orders"),
        name="purchase-orders",
        icon_name="doc-full",
        order=20,
        permission="purchasing.view_purchaseorder",
        waiting=_late,
    )


@hooks.register("register_stock_menu_item")
def suggestions_item() -> MenuItem:
    """What to order."""
    return DeskMenuItem(
        _("Order suggestions"),
        reverse("purchasing_desk:suggestions"),
        name="purchase-suggestions",
        icon_name="tasks",
        order=21,
        permission="purchasing.change_purchaseorder",
    )


@hooks.register("register_stock_menu_item")
def suppliers_item() -> MenuItem:
    """Who delivers."""
    return DeskMenuItem(
        _("Suppliers"),
        reverse("purchasing_desk:suppliers"),
        name="suppliers",
        icon_name="group",
        order=22,
        permission="purchasing.view_supplier",
    )


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The addresses of purchasing."""
    return [path("purchasing/", include("shop.purchasing.admin.urls"))]


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may do here, for the role form."""
    return Permission.objects.filter(
        content_type__app_label="purchasing", content_type__model__in=["supplier", "purchaseorder"]
    )


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "purchasing.save_supplier": _("Change supplier"),
            "purchasing.save_item": _("Change terms of a supplied SKU"),
            "purchasing.remove_item": _("Remove supplied SKU"),
            "purchasing.save_order": _("Write purchase order"),
            "purchasing.send": _("Send purchase order"),
            "purchasing.cancel": _("Cancel purchase order"),
            "purchasing.close": _("Close purchase order"),
            "purchasing.reopen": _("Reopen purchase order"),
            "purchasing.receive": _("Receive goods of a purchase order"),
            "purchasing.undo_receipt": _("Take a receipt back"),
        },
    )
