"""Orders as a file: a table of orders and one of their lines."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.core.errors import InvalidInput
from shop.core.money import as_decimal
from shop.customers.rules import mask_name, mask_phone
from shop.exports.registry import PERSONAL, Asked, Kind, Sheet, register
from shop.orders.admin.listing import OrderListing, goods_text, state_text
from shop.orders.models import Order, OrderLine

CHUNK = 500


def register_exports() -> None:
    """Make them exportable; called once at start."""
    register(
        Kind(
            key="orders",
            label=gettext_lazy("Orders"),
            permission="orders.export_order",
            sensitive=(PERSONAL,),
            matching=_orders,
            sheets=_sheets,
            period=lambda since, until: {"since": since.isoformat(), "until": until.isoformat()},
        )
    )


def _orders(asked: Asked) -> QuerySet[Order]:
    listing = OrderListing(asked.query, personal=asked.personal, at=asked.at, whole=True)
    if not listing.is_valid:
        raise InvalidInput(gettext_lazy("Please correct the filter first."))
    return listing.orders().order_by("-placed_at", "-id")


def _sheets(asked: Asked, orders: QuerySet[Order]) -> Sequence[Sheet]:
    """Amounts are yuan, moments local. Without ``personal`` people are masked."""

    def heads() -> Iterator[list[Any]]:
        for order in orders.iterator(chunk_size=CHUNK):
            parcels = order.shipments.all()
            yield [
                order.number,
                state_text(order, order.status_at(asked.at)),
                order.placed_at,
                order.paid_at,
                order.shipped_at,
                order.cancelled_at,
                order.recipient if asked.personal else mask_name(order.recipient),
                order.phone if asked.personal else mask_phone(order.phone),
                order.region,
                order.street if asked.personal else "",
                goods_text(list(order.lines.all())),
                as_decimal(order.goods_fen),
                as_decimal(order.freight_fen),
                as_decimal(order.total_fen),
                "、".join(dict.fromkeys(parcel.carrier_label for parcel in parcels)),
                "、".join(parcel.tracking_number for parcel in parcels),
                order.note if asked.personal else "",
            ]

    def lines() -> Iterator[list[Any]]:
        of_them = OrderLine.objects.filter(order__in=orders.order_by().values("pk")).select_related("order")
        for line in of_them.order_by("-order__placed_at", "-order_id", "id").iterator(chunk_size=CHUNK):
            yield [
                line.order.number,
                line.sku_code,
                line.product_title,
                line.option_text,
                line.quantity,
                as_decimal(line.unit_price_fen),
                as_decimal(line.total_fen),
                line.specification_text if asked.personal else "",
                as_decimal(line.surcharge_fen),
            ]

    head = [
        _("Order number"), _("Status"), _("Placed"), _("Paid"), _("Shipped"), _("Closed"), _("Recipient"),
        _("Mobile number"), _("Region"), _("Street and number"), _("Goods"), _("Goods total (yuan)"),
        _("Freight (yuan)"), _("Total (yuan)"), _("Carrier"), _("Tracking number"), _("Customer's note"),
    ]  # fmt: skip
    body = [
        _("Order number"), _("SKU code"), _("Product"), _("Options"), _("Quantity"), _("Unit price (yuan)"),
        _("Sum (yuan)"), _("Specification"), _("Surcharge (yuan)"),
    ]  # fmt: skip
    return [
        Sheet(title=_("Orders"), header=head, rows=heads()),
        Sheet(title=_("Order lines"), header=body, rows=lines()),
    ]
