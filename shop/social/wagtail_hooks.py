"""Registrations with Wagtail."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from shop.core import audit
from shop.orders.admin.listing import OriginChoice
from shop.orders.models import Order
from shop.social.click_report import ClickReportView
from shop.social.models import Attribution
from shop.social.order_desk import ORIGINS, OriginPanel


@hooks.register("order_panels")
def origin_of_order(request: HttpRequest, order: Order) -> OriginPanel | None:
    """Where the order came from, on its page; what a scanned label brought is told by the room of the labels."""
    if "code" in order.origin and not Attribution.objects.filter(order=order).exists():
        return None
    return OriginPanel(order, personal=request.user.has_perm("orders.view_personal_data"))


@hooks.register("order_origins")
def origins() -> list[OriginChoice]:
    """The ways orders come, for the filter of the order list."""
    return ORIGINS


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """The report of clicks to other shops."""
    return [path("clicks/", ClickReportView.as_view(), name="outbound_clicks")]


class ClickReportItem(MenuItem):
    """For those who may see it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("social.view_outboundclick"))


@hooks.register("register_reports_menu_item")
def click_report() -> MenuItem:
    """Below the reports."""
    return ClickReportItem(
        _("Clicks to other shops"), reverse("outbound_clicks"), name="outbound-clicks", icon_name="link-external"
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Permissions that no viewset brings, for the role form."""
    return Permission.objects.filter(content_type__app_label="social", content_type__model="outboundclick")


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(actions, {"social.create_campaign": _("Create campaign")})
