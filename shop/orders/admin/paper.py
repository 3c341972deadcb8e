"""Packing lists and address labels as PDF: A4, or 100 × 150 mm for a thermal printer."""

from dataclasses import dataclass
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
from shop.orders.admin.listing import to_pack
from shop.orders.models import Order, OrderLine
from shop.orders.operations import label_orders
from shop.orders.sending import Good, Sending, waiting

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
        orders, beside = self._wanted(request, number, personal)
        if not orders and not beside:
            raise Http404
        if kind == "label":
            # As it is under its lock: an address that is changed meanwhile is on the label, or is not changed.
            fresh = label_orders(order_ids=[order.pk for order in orders], at=timezone.now())
            for order in orders:
                for name in ADDRESS:
                    setattr(order, name, getattr(fresh[order.pk], name))
        papers = [*(_Paper(row.order, row.number, list(row.goods)) for row in beside), *map(_paper, orders)]
        html = render_to_string(
            f"admin/orders/paper_{kind}.html",
            {
                "sheets": [_sheet(paper, personal=personal) for paper in papers],
                "size": size,
                "font": font_url(),
                "title_font": title_font_url(),
                "personal": personal,
            },
        )
        name = f"{kind}-{number or timezone.localdate()}.pdf"
        headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
        return HttpResponse(pdf_of(html), content_type="application/pdf", headers=headers)

    def _wanted(self, request: HttpRequest, number: str, personal: bool) -> tuple[list[Order], list[Sending]]:
        """The orders, and what is sent beside some; nothing of it is fetched by the customer."""
        if number:
            orders: QuerySet[Order] = Order.objects.filter(number=number, needs_shipping=True)
            beside = waiting(number=number)
        else:
            listing = to_pack(request.GET, personal=personal, at=timezone.now())
            shown = listing.shown.none() if listing.tab == "again" else listing.shown
            orders = shown.filter(pickup_place=None).order_by("ship_by", "pk")
            beside = listing.sendings()
        lines = Prefetch("lines", queryset=OrderLine.objects.order_by("id"))
        sent = [row for row in beside if not row.order.pickup_place_id][:MAX_ORDERS]
        return list(orders.prefetch_related(lines)[:MAX_ORDERS]), sent


@dataclass(frozen=True)
class _Paper:
    """What is packed under a number, for the customer of an order."""

    order: Order
    number: str
    goods: list[Good]


def packed(order: Order) -> list[tuple[OrderLine, int]]:
    """What is in the next parcel; of an order that has left, what was sent."""
    goods = [line for line in order.lines.all() if line.is_shipped]
    left = [(line, line.to_ship) for line in goods if line.to_ship]
    return left or [(line, line.shipped_quantity) for line in goods if line.shipped_quantity]


def _paper(order: Order) -> _Paper:
    told = [Good(line.title, line.sku_code, units, line.specification_text) for line, units in packed(order)]
    return _Paper(order, order.number, told)


def _sheet(paper: _Paper, *, personal: bool) -> dict[str, Any]:
    order = paper.order
    return {
        "order": order,
        "number": paper.number,
        # Wishes go with the order's own parcels.
        "is_own": paper.number == order.number,
        "recipient": order.recipient if personal else mask_name(order.recipient),
        "phone": order.phone if personal else mask_phone(order.phone),
        "goods": paper.goods,
        "units": sum(good.quantity for good in paper.goods),
        "qr": qr_svg(paper.number),
    }
