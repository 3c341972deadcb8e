"""The order list and its export."""

from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.core.desk import DeskView, keyset_page
from shop.customers.rules import mask_name, mask_phone
from shop.orders.admin.listing import DEADLINES, OrderListing, deadline_of, state_text, trouble_text
from shop.orders.admin.saved import SaveForm, query_of, saved_tabs
from shop.orders.enums import OrderStatus
from shop.orders.models import Order
from shop.orders.sending import Sending

PERSONAL = "orders.view_personal_data"


class OrderListView(DeskView):
    """Orders by state, found by whatever somebody on the phone can tell."""

    permission_required = "orders.view_order"
    template_name = "admin/orders/list.html"
    page_title = gettext_lazy("Orders")
    header_icon = "mb-orders"
    listing = "orders"

    @cached_property
    def personal(self) -> bool:
        return self.request.user.has_perm(PERSONAL)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing = OrderListing(self.request.GET, personal=self.personal, at=timezone.now())
        page = keyset_page(
            listing.orders(),
            field=DEADLINES.get(listing.tab, "placed_at"),
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
            # Whoever ships starts with what is due first, whoever looks after parcels with what is under way longest.
            newest_first=listing.tab not in {*DEADLINES, "trouble"},
        )
        sendings = listing.sendings() if listing.tab in {"again", "late"} else []
        return super().get_context_data(
            listing=listing,
            late_beside=len(sendings) if listing.tab == "late" else 0,
            tabs=listing.tabs(),
            saved=(
                saved := saved_tabs(self.request.GET, user=self.request.user, personal=self.personal, at=listing.at)
            ),
            current=next((row for row in saved if row.is_current), None),
            save_form=SaveForm(initial={"query": query_of(self.request.GET)}) if listing.is_filtered else None,
            page=page,
            rows=[self._row(order, listing, sendings) for order in page.rows],
            may_ship=self.request.user.has_perm("orders.ship_order"),
            **kwargs,
        )

    def _row(self, order: Order, listing: OrderListing, sendings: list[Sending]) -> dict[str, Any]:
        lines: list[Any] = list(order.lines.all())
        status = order.status_at(listing.at)
        again = [row for row in sendings if row.order == order]
        state = state_text(order, status)
        if listing.tab == "again":
            # What it is about here is what is sent beside it.
            lines = [good for row in again for good in row.goods]
            status, state = OrderStatus.PAID, _("To send again")
        return {
            "order": order,
            "status": status,
            "state": state,
            "again": again,
            "deadline": (deadline := order.send_by if listing.tab == "again" else deadline_of(order, status)),  # type: ignore[attr-defined]
            "is_late": deadline is not None and deadline < listing.at,
            "tags": list(order.tags.all()),
            "parcels": (parcels := list(order.shipments.all())),
            "trouble": trouble_text(parcels, at=listing.at),
            "recipient": order.recipient if self.personal else mask_name(order.recipient),
            "phone": order.phone if self.personal else mask_phone(order.phone),
            "first": lines[0] if lines else None,
            "units": sum(line.quantity for line in lines),
            "more": len(lines) - 1,
        }
