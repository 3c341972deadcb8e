"""Registrations with Wagtail."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.permissions import register_permission_policy

from shop.core import audit
from shop.core.desk import Tool, ViewOnlyPolicy, register_tool
from shop.customers.models import Customer
from shop.orders.admin.deposit import DepositPanel
from shop.orders.admin.panels import AmendmentsPanel, CustomerOrdersPanel, PromisePanel
from shop.orders.models import Order, deposit_of

register_permission_policy(Order, ViewOnlyPolicy(Order))


class OrderUrlFinder:
    """Where the site history links an order to."""

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def get_edit_url(self, order: Order) -> str | None:
        if self.user and not self.user.has_perm("orders.view_order"):
            return None
        return reverse("order_desk:order", args=[order.number])


register_admin_url_finder(Order, OrderUrlFinder)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The desk's addresses."""
    return [path("orders/", include("shop.orders.admin.urls"))]


@hooks.register("customer_panels")
def customer_orders(request: HttpRequest, customer: Customer) -> CustomerOrdersPanel | None:
    """A customer's orders, on their page."""
    return CustomerOrdersPanel(customer) if request.user.has_perm("orders.view_order") else None


@hooks.register("order_panels")
def promise(request: HttpRequest, order: Order) -> PromisePanel | None:
    """What was promised, on the order's own page, if there is more to say than the lines do."""
    lines = order.lines.all()
    says_more = order.freight_fen or order.delivery_on or order.gift_text or order.pickup_place_id
    if not says_more and not any(line.promotion_fen or line.surcharge_fen for line in lines):
        return None
    return PromisePanel(order, personal=request.user.has_perm("orders.view_personal_data"))


@hooks.register("order_panels")
def amendments(request: HttpRequest, order: Order) -> AmendmentsPanel | None:
    """Which order it changes, and which change it."""
    rows = list(order.amendments.prefetch_related("takes__line").order_by("pk"))
    return AmendmentsPanel(order, rows) if rows or order.amends_id else None


@hooks.register("order_panels")
def deposit_of_order(request: HttpRequest, order: Order) -> DepositPanel | None:
    """Deposit and balance, of an order that is paid in two parts."""
    deposit = deposit_of(order)
    return DepositPanel(order, deposit) if deposit else None


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "orders.cancel": _("Cancel order"),
            "orders.ship": _("Ship order"),
            "orders.dispatch": _("Ship a list of waybill numbers"),
            "orders.hold": _("Put order on hold"),
            "orders.resume": _("Let order go on"),
            "orders.tag": _("Tag order"),
            "orders.balance": _("Call for the balance of order"),
            "orders.call_off": _("Call order off"),
            "orders.complete": _("Complete order"),
            "orders.note": _("Add note to order"),
            "orders.address": _("Change address of order"),
            "orders.save_tab": _("Save filters as a tab"),
            "orders.remove_tab": _("Remove a saved tab"),
            "orders.correct_waybill": _("Correct tracking number"),
            "orders.take_out": _("Take units out of an order"),
            "orders.amend": _("Change the goods of an order"),
            "orders.call_off_rest": _("Call off the rest of an order"),
            "orders.hand_over": _("Hand order over"),
        },
    )


register_tool(
    "orders",
    Tool(
        label=_("Pick list"),
        icon="list-ul",
        permission="orders.ship_order",
        url=lambda query: f"{reverse('order_desk:pick_list')}?{query}",
        priority=35,
    ),
)
register_tool(
    "orders",
    Tool(
        label=_("Waybill numbers"),
        icon="mb-truck",
        permission="orders.ship_order",
        url=lambda query: reverse("order_desk:waybills"),
        priority=30,
    ),
)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may do here, for the role form."""
    return Permission.objects.filter(content_type__app_label="orders", content_type__model__in=["order"])
