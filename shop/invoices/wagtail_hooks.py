"""Registrations with Wagtail."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from shop.core import audit
from shop.core.desk import ViewOnlyPolicy, capped_count
from shop.core.menu import DeskMenuItem
from shop.invoices.admin.panels import InvoicesPanel
from shop.invoices.admin.views import VIEW
from shop.invoices.models import Invoice
from shop.invoices.queries import to_issue, to_reverse
from shop.orders.models import Order

register_permission_policy(Invoice, ViewOnlyPolicy(Invoice))


class InvoiceUrlFinder:
    """Where the site history links an invoice to."""

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def get_edit_url(self, invoice: Invoice) -> str | None:
        if self.user and not self.user.has_perm(VIEW):
            return None
        return reverse("invoice_desk:invoice", args=[invoice.public_id])


register_admin_url_finder(Invoice, InvoiceUrlFinder)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The desk's addresses."""
    return [path("invoices/", include("shop.invoices.admin.urls"))]


@hooks.register("register_money_menu_item")
def invoices_item() -> MenuItem:
    """Among what is about money, with what is to be issued or reversed."""
    return DeskMenuItem(
        _("Invoices"),
        reverse("invoice_desk:list"),
        name="invoices",
        icon_name="doc-full",
        order=25,
        permission=VIEW,
        waiting=lambda: capped_count(to_issue()) + capped_count(to_reverse()),
    )


@hooks.register("order_panels")
def invoices_of_order(request: HttpRequest, order: Order) -> InvoicesPanel | None:
    """An order's invoices, for those who may see them, where there are any."""
    if not request.user.has_perm(VIEW) or not Invoice.objects.filter(order=order).exists():
        return None
    return InvoicesPanel(order)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "invoices.issue": _("Issue invoice"),
            "invoices.decline": _("Do not issue invoice"),
            "invoices.reverse": _("Reverse invoice"),
        },
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may do here, for the role form."""
    return Permission.objects.filter(content_type__app_label="invoices", content_type__model="invoice")
