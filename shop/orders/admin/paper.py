"""Packing lists and address labels as PDF: A4, or 100 × 150 mm for a thermal printer."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone
from django.views import View

from shop.core.desk import DeskMixin
from shop.core.drawing.paper import font_url, pdf_of, title_font_url
from shop.core.drawing.qr import qr_svg
from shop.customers.rules import mask_name, mask_phone
from shop.orders.admin.listing import OrderListing
from shop.orders.models import Order, OrderLine
from shop.orders.operations import label_orders

MAX_ORDERS = 100
ADDRESS = ("recipient", "phone", "province", "city", "district", "street")


class PaperView(DeskMixin, View):
    """``kind`` packing or label, for one order or for those to ship of the list's filter, what is due first first."""

    permission_required = "orders.ship_order"

    def get(self, request: HttpRequest, kind: str, size: str, number: str = "") -> HttpResponseBase:
        personal = request.user.has_perm("orders.view_personal_data")
        # A label without the address is none.
        if kind == "label" and not personal:
            raise PermissionDenied
        lines = Prefetch("lines", queryset=OrderLine.objects.order_by("id"))
        orders = list(self._orders(request, number, personal).prefetch_related(None).prefetch_related(lines))
        if not orders:
            raise Http404
        if kind == "label":
            # As it is under its lock: an address that is changed meanwhile is on the label, or is not changed.
            fresh = label_orders(order_ids=[order.pk for order in orders], at=timezone.now())
            for order in orders:
                for name in ADDRESS:
                    setattr(order, name, getattr(fresh[order.pk], name))
        html = render_to_string(
            f"admin/orders/paper_{kind}.html",
            {
                "sheets": [_sheet(order, personal=personal) for order in orders],
                "size": size,
                "font": font_url(),
                "title_font": title_font_url(),
                "personal": personal,
            },
        )
        name = f"{kind}-{orders[0].number if number else timezone.localdate()}.pdf"
        headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
        return HttpResponse(pdf_of(html), content_type="application/pdf", headers=headers)

    def _orders(self, request: HttpRequest, number: str, personal: bool) -> QuerySet[Order]:
        if number:
            return Order.objects.filter(number=number, needs_shipping=True)
        data = request.GET.copy()
        data["tab"] = "late" if data.get("tab") == "late" else "paid"
        listing = OrderListing(data, personal=personal, at=timezone.now())
        return listing.orders().filter(pickup_place=None).order_by("ship_by", "pk")[:MAX_ORDERS]


def _sheet(order: Order, *, personal: bool) -> dict[str, Any]:
    goods = [line for line in order.lines.all() if line.is_shipped]
    # What is in the next parcel; of an order that has left, what was sent.
    left = [(line, line.to_ship) for line in goods if line.to_ship]
    sent = [(line, line.shipped_quantity) for line in goods if line.shipped_quantity]
    lines = left or sent
    return {
        "order": order,
        "recipient": order.recipient if personal else mask_name(order.recipient),
        "phone": order.phone if personal else mask_phone(order.phone),
        "lines": lines,
        "units": sum(units for _line, units in lines),
        "qr": qr_svg(order.number),
    }
