"""Reads used by more than one caller."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext

from shop.bookings.models import Session
from shop.catalog.enums import ProductKind
from shop.catalog.models import Product
from shop.customers.models import Customer
from shop.customers.records import Records
from shop.customers.rules import mask_phone
from shop.orders.models import Order
from shop.vouchers.models import Voucher, VoucherTerms

# A ticket's session; nothing for a voucher.
WITH_SESSION = ("line__sku__session__place", "line__sku__session__person")


def tickets_of(session: Session) -> QuerySet[Voucher]:
    """Who comes to a session: its tickets, but for those of closed orders; order by order."""
    rows = Voucher.objects.filter(line__sku=session.sku_id, voided_at=None)
    return rows.select_related("line__order", "redeemed_place").order_by("line__order__paid_at", "line_id", "position")


def phone_of(voucher: Voucher, *, personal: bool) -> str:
    """The number on its order, masked for those who may not see personal data."""
    phone = voucher.line.order.phone
    return phone if personal or not phone else mask_phone(phone)


def vouchers_of(order: Order) -> list[Voucher]:
    """What was issued for an order, line by line, with places."""
    rows = Voucher.objects.filter(line__order=order).select_related("redeemed_place", *WITH_SESSION)
    return list(rows.prefetch_related("places").order_by("line_id", "position"))


def terms_at(product_id: int, *, at: datetime) -> VoucherTerms | None:
    """What vouchers of a product promised at ``at``; None where nothing was said."""
    then = VoucherTerms.objects.filter(product=product_id, since__lte=at).order_by("-since", "-pk")
    return then.prefetch_related("places").first()


def terms_of(product: Product, *, at: datetime) -> VoucherTerms | None:
    """What a voucher of this product promises; None for other goods and where nothing is said."""
    if product.pk is None or product.kind != ProductKind.VOUCHER:
        return None
    return terms_at(product.pk, at=at)


def objection_to_closing(order: Order) -> str:
    """Why an order cannot be closed: something of it was redeemed. "" if nothing was."""
    count = Voucher.objects.filter(line__order=order).exclude(redeemed_at=None).count()
    if not count:
        return ""
    return ngettext(
        "%(count)s voucher of this order was redeemed. If that was a mistake, take the redemption back first.",
        "%(count)s vouchers of this order were redeemed. If that was a mistake, take the redemptions back first.",
        count,
    ) % {"count": count}


def customer_records(customer: Customer) -> Records:
    """What this room holds about a person (``customers.records``)."""
    rows = Voucher.objects.filter(line__order__customer=customer).order_by("issued_at", "id")
    return {
        "vouchers": list(
            rows.values("code", "line__product_title", "valid_from", "valid_until", "redeemed_at", "voided_at")
        )
    }
