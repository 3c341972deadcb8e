"""Registrations with Wagtail."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from shop.core import audit
from shop.orders.models import Order
from shop.payments.admin.panels import PaymentsPanel


@hooks.register("order_panels")
def payments_of_order(request: HttpRequest, order: Order) -> PaymentsPanel | None:
    """Payments and refunds, for those who may see them."""
    return PaymentsPanel(order) if request.user.has_perm("payments.view_payment") else None


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(actions, {"payments.refund": _("Give money back")})


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may do here, for the role form."""
    return Permission.objects.filter(content_type__app_label="payments", content_type__model__in=["payment", "refund"])
