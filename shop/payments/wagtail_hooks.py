"""Registrations with Wagtail."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.menu import Menu, MenuItem

from shop.core import audit
from shop.core.desk import capped_count
from shop.core.menu import DeskMenuItem, DeskSubmenuItem
from shop.customers.models import Customer
from shop.orders.models import Order
from shop.payments.admin.panels import PaymentsPanel, WalletPanel
from shop.payments.admin.refund import GIVE_BACK
from shop.payments.admin.transfers import CONFIRM
from shop.payments.models import Statement, Wallet
from shop.payments.queries import by_hand, open_entries, transfers_to_send


class TransferMenuItem(DeskMenuItem):
    """Shown where bank transfers are taken."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(by_hand()) and super().is_shown(request)


class StatementUrlFinder:
    """Where the site history links a statement to."""

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def get_edit_url(self, statement: Statement) -> str | None:
        if self.user and not self.user.has_perm("payments.view_statement"):
            return None
        return reverse("payment_desk:statement", args=[statement.pk])


register_admin_url_finder(Statement, StatementUrlFinder)


@hooks.register("order_panels")
def payments_of_order(request: HttpRequest, order: Order) -> PaymentsPanel | None:
    """Payments and refunds, for those who may see them."""
    if not request.user.has_perm("payments.view_payment"):
        return None
    return PaymentsPanel(
        order,
        may_confirm=request.user.has_perm(CONFIRM),
        may_refund=request.user.has_perm(GIVE_BACK.permission),
    )


@hooks.register("customer_panels")
def wallet_of_customer(request: HttpRequest, customer: Customer) -> WalletPanel | None:
    """A customer's wallet, on their page."""
    if not request.user.has_perm("payments.view_wallet"):
        return None
    wallet = Wallet.objects.filter(customer=customer).select_related("customer").first()
    return WalletPanel(wallet, may_confirm=request.user.has_perm(CONFIRM)) if wallet else None


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The payment desk's addresses."""
    return [path("payments/", include("shop.payments.admin.urls"))]


@hooks.register("register_admin_menu_item")
def money_item() -> MenuItem:
    """What is about money; others add theirs with the hook ``register_money_menu_item``."""
    items = [
        DeskMenuItem(
            _("Reconciliation"),
            reverse("payment_desk:statements"),
            name="reconciliation",
            icon_name="tasks",
            order=30,
            permission="payments.view_statement",
            waiting=lambda: capped_count(open_entries()),
        ),
        TransferMenuItem(
            _("Bank transfers"),
            reverse("payment_desk:transfers"),
            name="transfers",
            icon_name="download",
            order=31,
            permission=CONFIRM,
            waiting=lambda: capped_count(transfers_to_send()),
        ),
    ]
    return DeskSubmenuItem(
        _("Money"), Menu(register_hook_name="register_money_menu_item", items=items), name="money", icon_name="table"
    )


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "payments.refund": _("Give money back"),
            "payments.retry": _("Send a refused refund once more"),
            "payments.reconcile": _("Compare bill"),
            "payments.confirm_transfer": _("Write down a transfer"),
            "payments.compensate": _("Write down a compensation that was sent"),
            "payments.confirm_sent": _("Write down a refund that was sent"),
            "payments.send_by_bank": _("Write down a refund that was sent at the bank instead"),
            "payments.resolve": _("Settle a difference"),
            "payments.reopen": _("Reopen a difference"),
        },
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may do here, for the role form."""
    return Permission.objects.filter(
        content_type__app_label="payments",
        content_type__model__in=["payment", "refund", "statement", "statemententry", "wallet"],
    )
