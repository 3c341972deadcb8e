"""What this room holds about a person, for the copy that they may ask for (``customers.records``)."""

from typing import Any

from shop.customers.models import Customer
from shop.customers.records import Records
from shop.orders.enums import INTERNAL_ENTRIES
from shop.orders.models import CartLine, Order, OrderEntry, OrderLine, OrderPicture, Receiver, Shipment
from shop.orders.receivers import FIELDS

_ORDER = (
    "number",
    "status",
    "goods_fen",
    "freight_fen",
    "total_fen",
    "recipient",
    "phone",
    "province",
    "city",
    "district",
    "street",
    "note",
    "delivery_on",
    "gift_text",
    "origin",
    "placed_at",
    "paid_at",
    "shipped_at",
    "completed_at",
    "cancelled_at",
)
_LINE = ("product_title", "option_text", "sku_code", "quantity", "unit_price_fen", "total_fen", "specification")


def customer_records(customer: Customer) -> Records:
    """Orders as they were promised and what became of them, the cart and who is to get it, and the pictures
    that were sent.
    """
    orders = Order.objects.filter(customer=customer).order_by("-placed_at", "-id")
    parts: dict[int, dict[str, list[dict[str, Any]]]] = {}
    for name, rows in (
        ("lines", OrderLine.objects.values("order_id", *_LINE).order_by("id")),
        (
            "time_line",
            # What colleagues note for each other is not about the person but about the work.
            OrderEntry.objects.exclude(kind__in=INTERNAL_ENTRIES)
            .values("order_id", "kind", "text", "at")
            .order_by("at", "id"),
        ),
        ("parcels", Shipment.objects.values("order_id", "carrier", "tracking_number", "shipped_at")),
    ):
        for found in rows.filter(order__customer=customer):
            row: dict[str, Any] = {**found}
            parts.setdefault(row.pop("order_id"), {}).setdefault(name, []).append(row)
    cart = CartLine.objects.filter(cart__customer=customer).order_by("id")
    pictures = OrderPicture.objects.filter(customer=customer).order_by("created_at")
    return {
        "orders": [{**{name: getattr(order, name) for name in _ORDER}, **parts.get(order.pk, {})} for order in orders],
        "cart": list(cart.values("sku__code", "quantity", "specification", "added_at")),
        "receivers": list(Receiver.objects.filter(customer=customer).values(*FIELDS, "created_at")),
        "pictures": list(pictures.values("public_id", "width", "height", "created_at")),
    }
