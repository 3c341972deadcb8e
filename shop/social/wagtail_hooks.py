"""Registrations with Wagtail."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from shop.core import audit
from shop.orders.admin.listing import OriginChoice
from shop.orders.models import Order
from shop.social.order_desk import ORIGINS, OriginPanel


@hooks.register("order_panels")
def origin_of_order(request: HttpRequest, order: Order) -> OriginPanel:
    """Where the order came from, on its page."""
    return OriginPanel(order, personal=request.user.has_perm("orders.view_personal_data"))


@hooks.register("order_origins")
def origins() -> list[OriginChoice]:
    """The ways orders come, for the filter of the order list."""
    return ORIGINS


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(actions, {"social.create_campaign": _("Create campaign")})
