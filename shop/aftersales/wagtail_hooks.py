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

from shop.aftersales.admin.panels import CasesPanel, ReturnTermsPanel
from shop.aftersales.enums import CaseState
from shop.aftersales.models import Case
from shop.catalog.enums import ProductKind
from shop.catalog.models import Product
from shop.core import audit
from shop.core.desk import ViewOnlyPolicy
from shop.orders.models import Order

register_permission_policy(Case, ViewOnlyPolicy(Case))


class CaseUrlFinder:
    """Where the site history links a case to."""

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def get_edit_url(self, case: Case) -> str | None:
        if self.user and not self.user.has_perm("aftersales.view_case"):
            return None
        return reverse("case_desk:case", args=[case.number])


register_admin_url_finder(Case, CaseUrlFinder)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The desk's addresses."""
    return [path("cases/", include("shop.aftersales.admin.urls"))]


@hooks.register("order_panels")
def cases_of_order(request: HttpRequest, order: Order) -> CasesPanel | None:
    """An order's cases, for those who may see them."""
    if not request.user.has_perm("aftersales.view_case"):
        return None
    return CasesPanel(order, may_open=request.user.has_perm("aftersales.decide_case"))


@hooks.register("product_kind_panels")
def return_terms(request: HttpRequest, product: Product) -> ReturnTermsPanel | None:
    """The terms of returning it, on the page of a product's kind."""
    if not ProductKind(product.kind).is_shipped or not ProductKind(product.kind).is_sold_here:
        return None
    return ReturnTermsPanel(product, may_change=request.user.has_perm("aftersales.change_returnterms"))


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    labels: dict[str, Any] = {
        CaseState.ASKED: _("Case: objection noted"),
        CaseState.OFFERED: _("Case: offer another sum"),
        CaseState.RETURNING: _("Case: agree to a return"),
        CaseState.SENT: _("Case: note the parcel"),
        CaseState.RECEIVED: _("Case: receive goods"),
        CaseState.REPLACING: _("Case: agree to a replacement"),
        CaseState.RESENT: _("Case: send replacement"),
        CaseState.SETTLED: _("Case: settle"),
        CaseState.REFUSED: _("Case: refuse"),
        CaseState.WITHDRAWN: _("Case: withdraw"),
    }
    audit.register(
        actions,
        {
            **{f"aftersales.{state}": label for state, label in labels.items()},
            "aftersales.open": _("Open case"),
            "aftersales.inspect": _("Book returned goods in"),
            "aftersales.note": _("Add note to case"),
            "aftersales.set_terms": _("Change terms of returning"),
        },
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may do here, for the role form."""
    return Permission.objects.filter(
        content_type__app_label="aftersales", content_type__model__in=["case", "returnterms"]
    )
