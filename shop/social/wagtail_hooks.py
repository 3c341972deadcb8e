"""Registrations with Wagtail."""

from django.http import HttpRequest
from wagtail import hooks

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
