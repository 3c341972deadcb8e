"""What to fetch for the orders that are to ship, place by place; a page to print."""

from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.core.desk import DeskView
from shop.inventory.queries import pick_list
from shop.orders.admin.listing import to_pack

MAX_ORDERS = 500


class PickListView(DeskView):
    """Those of the list's filter, what is due first first."""

    permission_required = "orders.ship_order"
    template_name = "admin/orders/pick_list.html"
    page_title = gettext_lazy("Pick list")
    header_icon = "mb-truck"

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("order_desk:list"), "label": _("Orders")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = timezone.now()
        listing = to_pack(self.request.GET, personal=self.request.user.has_perm("orders.view_personal_data"), at=at)
        numbers = [row.number for row in listing.sendings()]
        if listing.tab != "again":
            waiting: Any = listing.shown.order_by("ship_by", "pk")
            numbers += waiting.values_list("number", flat=True)[: MAX_ORDERS + 1]
        picks = pick_list(numbers[:MAX_ORDERS], at=at)
        places = [(place, list(rows)) for place, rows in groupby(picks, key=lambda pick: pick.place)]
        return super().get_context_data(
            at=at,
            personal=self.request.user.has_perm("orders.view_personal_data"),
            places=places,
            count=min(len(numbers), MAX_ORDERS),
            units=sum(pick.units for pick in picks),
            limit=MAX_ORDERS if len(numbers) > MAX_ORDERS else 0,
            **kwargs,
        )
