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

from shop.bespoke.admin.panels import TermsPanel, WorkPanel
from shop.bespoke.enums import BespokeState
from shop.bespoke.models import BespokeWork
from shop.catalog.enums import ProductKind
from shop.catalog.models import Product
from shop.core import audit
from shop.core.desk import ViewOnlyPolicy
from shop.orders.models import Order, deposit_of

register_permission_policy(BespokeWork, ViewOnlyPolicy(BespokeWork))


class BespokeUrlFinder:
    """Where the site history links custom work to."""

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def get_edit_url(self, work: BespokeWork) -> str | None:
        if self.user and not self.user.has_perm("bespoke.view_bespokework"):
            return None
        return reverse("bespoke_desk:work", args=[work.number])


register_admin_url_finder(BespokeWork, BespokeUrlFinder)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The desk's addresses."""
    return [path("custom-work/", include("shop.bespoke.admin.urls"))]


@hooks.register("order_panels")
def work_of_order(request: HttpRequest, order: Order) -> WorkPanel | None:
    """The custom work that an order is about, for those who may see it."""
    # Custom work is ordered with a deposit: other orders are not asked about.
    if deposit_of(order) is None or not request.user.has_perm("bespoke.view_bespokework"):
        return None
    work = BespokeWork.objects.filter(order=order).select_related("order").first()
    return WorkPanel(work) if work else None


@hooks.register("product_kind_panels")
def terms_of_product(request: HttpRequest, product: Product) -> TermsPanel | None:
    """The terms of custom work, on the page of a product's kind."""
    if product.kind != ProductKind.MADE_TO_ORDER:
        return None
    return TermsPanel(product, may_change=request.user.has_perm("bespoke.change_bespoketerms"))


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    labels: dict[str, Any] = {
        BespokeState.QUOTED: _("Custom work: make a quote"),
        BespokeState.ASKED: _("Custom work: take a quote back"),
        BespokeState.DESIGNING: _("Custom work: take a proof back"),
        BespokeState.DECLINED: _("Custom work: decline"),
        BespokeState.PROOF: _("Custom work: show a proof"),
        BespokeState.MAKING: _("Custom work: note the approval"),
        BespokeState.BALANCE: _("Custom work: call for the balance"),
        BespokeState.WITHDRAWN: _("Custom work: withdraw"),
        BespokeState.CALLED_OFF: _("Custom work: call off"),
    }
    audit.register(
        actions,
        {
            **{f"bespoke.{state}": label for state, label in labels.items()},
            "bespoke.set_terms": _("Change terms of custom work"),
        },
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may do here, for the role form."""
    return Permission.objects.filter(
        content_type__app_label="bespoke", content_type__model__in=["bespokework", "bespoketerms"]
    )
