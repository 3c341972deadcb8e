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

from shop.catalog.enums import ProductKind
from shop.catalog.models import Product
from shop.commissions.admin.panels import TermsPanel, WorkPanel
from shop.commissions.enums import CommissionState
from shop.commissions.models import Commission
from shop.core import audit
from shop.core.desk import ViewOnlyPolicy
from shop.orders.models import Order, deposit_of

register_permission_policy(Commission, ViewOnlyPolicy(Commission))


class CommissionUrlFinder:
    """Where the site history links custom work to."""

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def get_edit_url(self, commission: Commission) -> str | None:
        if self.user and not self.user.has_perm("commissions.view_commission"):
            return None
        return reverse("commission_desk:commission", args=[commission.number])


register_admin_url_finder(Commission, CommissionUrlFinder)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The desk's addresses."""
    return [path("custom-work/", include("shop.commissions.admin.urls"))]


@hooks.register("order_panels")
def work_of_order(request: HttpRequest, order: Order) -> WorkPanel | None:
    """The custom work that an order is about, for those who may see it."""
    # Custom work is ordered with a deposit: other orders are not asked about.
    if deposit_of(order) is None or not request.user.has_perm("commissions.view_commission"):
        return None
    work = Commission.objects.filter(order=order).select_related("order").first()
    return WorkPanel(work) if work else None


@hooks.register("product_kind_panels")
def terms_of_product(request: HttpRequest, product: Product) -> TermsPanel | None:
    """The terms of custom work, on the page of a product's kind."""
    if product.kind != ProductKind.MADE_TO_ORDER:
        return None
    return TermsPanel(product, may_change=request.user.has_perm("commissions.change_commissionterms"))


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    labels: dict[str, Any] = {
        CommissionState.QUOTED: _("Custom work: make a quote"),
        CommissionState.DECLINED: _("Custom work: decline"),
        CommissionState.PROOF: _("Custom work: show a proof"),
        CommissionState.MAKING: _("Custom work: note the approval"),
        CommissionState.BALANCE: _("Custom work: call for the balance"),
        CommissionState.WITHDRAWN: _("Custom work: withdraw"),
        CommissionState.CALLED_OFF: _("Custom work: call off"),
    }
    audit.register(
        actions,
        {
            **{f"commissions.{state}": label for state, label in labels.items()},
            "commissions.set_terms": _("Change terms of custom work"),
        },
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may do here, for the role form."""
    return Permission.objects.filter(
        content_type__app_label="commissions", content_type__model__in=["commission", "commissionterms"]
    )
