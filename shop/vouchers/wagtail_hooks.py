"""Registrations with Wagtail."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.permissions import register_permission_policy

from shop.bookings.models import Session
from shop.catalog.enums import ProductKind
from shop.catalog.models import Product
from shop.core import audit
from shop.core.desk import ViewOnlyPolicy
from shop.vouchers.admin.attendees import AttendeesPanel
from shop.vouchers.admin.panels import TermsPanel
from shop.vouchers.models import Voucher

register_permission_policy(Voucher, ViewOnlyPolicy(Voucher))


class VoucherUrlFinder:
    """Where the site history links a voucher to."""

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def get_edit_url(self, voucher: Voucher) -> str | None:
        if self.user and not self.user.has_perm("vouchers.view_voucher"):
            return None
        return f"{reverse('voucher_desk:redeem')}?{urlencode({'code': voucher.code})}"


register_admin_url_finder(Voucher, VoucherUrlFinder)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The desk's addresses."""
    return [path("vouchers/", include("shop.vouchers.admin.urls"))]


@hooks.register("product_kind_panels")
def voucher_terms(request: HttpRequest, product: Product) -> TermsPanel | None:
    """The terms, on the page of a product's kind."""
    if product.kind != ProductKind.VOUCHER:
        return None
    return TermsPanel(product, may_change=request.user.has_perm("vouchers.change_terms"))


@hooks.register("session_panels")
def attendees_of_session(request: HttpRequest, session: Session) -> AttendeesPanel | None:
    """Who comes, on the session's page."""
    return AttendeesPanel(request, session) if request.user.has_perm("vouchers.view_voucher") else None


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "vouchers.set_terms": _("Change terms of vouchers"),
            "vouchers.redeem": _("Redeem voucher"),
            "vouchers.take_back": _("Take redemption back"),
        },
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may do here, for the role form."""
    return Permission.objects.filter(content_type__app_label="vouchers", content_type__model="voucher")
