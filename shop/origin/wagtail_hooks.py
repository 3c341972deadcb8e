"""Registrations with Wagtail."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from shop.core import audit
from shop.core.menu import DeskMenuItem
from shop.orders.admin.listing import OriginChoice
from shop.orders.models import Order
from shop.origin.models import LabelOrder
from shop.origin.order_desk import ORIGINS, LabelPanel, LotsPanel


@hooks.register("register_stock_menu_item")
def origin_item() -> MenuItem:
    """Origin and codes, below stock."""
    return DeskMenuItem(
        _("Origin and codes"),
        reverse("origin_desk:runs"),
        name="origin",
        icon_name="site",
        order=30,
        permission="origin.view_printrun",
    )


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The addresses of origin."""
    return [path("origin/", include("shop.origin.admin.urls"))]


@hooks.register("order_panels")
def lots_of_order(request: HttpRequest, order: Order) -> LotsPanel | None:
    """The lots an order went out with, on its page."""
    if not order.shipped_at:
        return None
    return LotsPanel(order, may_open=request.user.has_perm("origin.view_printrun"))


@hooks.register("order_panels")
def label_of_order(request: HttpRequest, order: Order) -> LabelPanel | None:
    """The label that brought an order, on its page."""
    if "code" not in order.origin:
        return None
    label = LabelOrder.objects.select_related("run__product", "run__lot").filter(order=order).first()
    return LabelPanel(label, may_open=request.user.has_perm("origin.view_printrun")) if label else None


@hooks.register("order_origins")
def origins() -> list[OriginChoice]:
    """Orders that came by a label, for the filter of the order list."""
    return ORIGINS


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Permissions that no viewset brings, for the role form."""
    return Permission.objects.filter(content_type__app_label="origin")


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "origin.save_story": _("Write the story of a lot"),
            "origin.print": _("Print codes"),
            "origin.stop": _("Stop drawing labels"),
            "origin.withdraw": _("Withdraw labels"),
        },
    )
