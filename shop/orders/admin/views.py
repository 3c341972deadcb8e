"""The order list and its export."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from shop.core.desk import DeskMixin, DeskView, capped_count, keyset_page
from shop.customers.rules import mask_name, mask_phone
from shop.orders.admin.export import MAX_ROWS, write_workbook
from shop.orders.admin.listing import OrderListing
from shop.orders.models import Order
from shop.orders.operations import note_export

PERSONAL = "orders.view_personal_data"


class OrderListView(DeskView):
    """Orders by state, found by whatever somebody on the phone can tell."""

    permission_required = "orders.view_order"
    template_name = "admin/orders/list.html"
    page_title = gettext_lazy("Orders")
    header_icon = "mb-orders"

    @cached_property
    def personal(self) -> bool:
        return self.request.user.has_perm(PERSONAL)

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm("orders.export_order"):
            return []
        query = self.request.GET.copy()
        for name in ("after", "before"):
            query.pop(name, None)
        url = reverse("order_desk:export") + (f"?{query.urlencode()}" if query else "")
        return [HeaderButton(_("Export to Excel"), url=url, icon_name="download")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing = OrderListing(self.request.GET, personal=self.personal, at=timezone.now())
        page = keyset_page(
            listing.orders(),
            field="placed_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
            # Who ships starts with who has waited longest.
            newest_first=listing.tab != "paid",
        )
        return super().get_context_data(
            listing=listing,
            tabs=listing.tabs(),
            page=page,
            rows=[self._row(order, listing) for order in page.rows],
            may_ship=self.request.user.has_perm("orders.ship_order"),
            **kwargs,
        )

    def _row(self, order: Order, listing: OrderListing) -> dict[str, Any]:
        lines = list(order.lines.all())
        status = order.status_at(listing.at)
        return {
            "order": order,
            "status": status,
            "recipient": order.recipient if self.personal else mask_name(order.recipient),
            "phone": order.phone if self.personal else mask_phone(order.phone),
            "first": lines[0] if lines else None,
            "units": sum(line.quantity for line in lines),
            "more": len(lines) - 1,
        }


class OrderExportView(DeskMixin, View):
    """The listed orders as a workbook."""

    permission_required = "orders.export_order"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        personal = request.user.has_perm(PERSONAL)
        at = timezone.now()
        listing = OrderListing(request.GET, personal=personal, at=at)
        back = reverse("order_desk:list") + (f"?{request.GET.urlencode()}" if request.GET else "")
        orders = listing.orders().order_by("-placed_at", "-id")
        if not listing.is_valid or capped_count(orders, ceiling=MAX_ROWS) > MAX_ROWS:
            messages.warning(request, self._refusal(listing))
            return redirect(back)
        file, count = write_workbook(orders, personal=personal, at=at)
        note_export(by=request.user, count=count, query=request.GET.urlencode(), personal=personal)
        name = f"{_('Orders')}-{timezone.localtime(at):%Y%m%d-%H%M}.xlsx"
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return FileResponse(file, as_attachment=True, filename=name, content_type=content_type)

    def _refusal(self, listing: OrderListing) -> str:
        if not listing.is_valid:
            return _("Please correct the filter first.")
        return _("More than %(limit)s orders match. Narrow the dates and export them in parts.") % {
            "limit": f"{MAX_ROWS:,}"
        }
