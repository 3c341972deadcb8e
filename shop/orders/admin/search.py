"""What staff type into the order search: numbers, people, parcels, goods."""

from django.db.models import Q, Value
from django.db.models.functions import Right
from django.db.models.lookups import Exact

from shop.catalog.models import Product, Sku
from shop.orders.models import Order, OrderLine, Shipment

# So many parcels or SKUs may match before a search is too vague to help anybody.
_MOST = 200


def orders_matching(text: str, *, personal: bool) -> Q:
    """Orders by number, tracking number, SKU code or product; with ``personal`` also by phone and recipient.

    A phone is found by its beginning or its last four digits. People's data is not searched for those who
    may not see it: a list that reacts to a guessed number tells the number.
    """
    text = text.strip()
    compact = "".join(text.replace("-", "").split()).upper()
    if not compact:
        return Q()
    found = Q(number=compact)
    digits = compact.lstrip("+")
    if digits.isdecimal():
        if len(digits) >= 6:
            found |= Q(number__startswith=digits)
        if personal:
            found |= _by_phone(compact, digits)
    if len(compact) >= 4:
        parcels = Shipment.objects.filter(tracking_number__in={compact, text.upper()})
        found |= Q(pk__in=list(parcels.values_list("order_id", flat=True)[:_MOST]))
    if personal and not digits.isdecimal() and Order.objects.filter(recipient__startswith=text).exists():
        found |= Q(recipient__startswith=text)
    sku_ids = _sku_ids(text)
    if not sku_ids:
        return found
    # Never "number or in these lines": no index answers that, and half a million orders take half a minute.
    of_goods = OrderLine.objects.order_by().filter(sku__in=sku_ids).values("order_id")
    others = Order.objects.filter(found)
    return Q(pk__in=others.values("pk").union(of_goods)) if others.exists() else Q(pk__in=of_goods)


def _by_phone(compact: str, digits: str) -> Q:
    if compact.startswith("+86"):
        return Q(phone=digits[2:])
    found = Q(phone__startswith=compact) if len(digits) >= 3 else Q()
    if len(digits) == 4:
        found |= Q(Exact(Right("phone", 4), Value(digits)))
    return found


def _sku_ids(text: str) -> list[int]:
    by_code = list(Sku.objects.filter(code__iexact=text).values_list("pk", flat=True))
    if by_code or len(text) < 2:
        return by_code
    products = Product.objects.filter(title__icontains=text).values("pk")
    return list(Sku.objects.filter(product__in=products).values_list("pk", flat=True)[:_MOST])
