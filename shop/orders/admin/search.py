"""What staff type into the order search: numbers, people, parcels, goods.

As in ``catalog.finding``, few hits are found by an index and named by id; of very many the list, walked in its own
order, soon comes upon a page. "By this index or by that one" over a million lines has no index.
"""

from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Right
from django.db.models.lookups import Exact, IsNull

from shop.catalog.finding import few_ids
from shop.catalog.models import Product, Sku
from shop.core.search import containing
from shop.orders.models import Order, OrderLine, Shipment

# So many parcels or codes may match before a search is too vague to help anybody.
_MOST = 200


@dataclass(frozen=True)
class Matching:
    """The orders that a text means. ``is_wide``: very many, and nobody knows how far back the next one is."""

    condition: Q
    is_wide: bool = False


def orders_matching(text: str, *, personal: bool) -> Matching:
    """Orders by number, tracking number, SKU code or product; with ``personal`` also by phone and recipient.

    A phone is found by its beginning or its last four digits. People's data is not searched for those who
    may not see it: a list that reacts to a guessed number tells the number.
    """
    text = text.strip()
    compact = "".join(text.replace("-", "").split()).upper()
    if not compact:
        return Matching(Q())
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
    named = _by_name(text) if personal and not digits.isdecimal() else Matching(Q(pk__in=[]))
    goods = _by_goods(text)
    return Matching(found | named.condition | goods.condition, named.is_wide or goods.is_wide)


def _by_phone(compact: str, digits: str) -> Q:
    if compact.startswith("+86"):
        return Q(phone=digits[2:])
    found = Q(phone__startswith=compact) if len(digits) >= 3 else Q()
    if len(digits) == 4:
        found |= Q(Exact(Right("phone", 4), Value(digits)))
    return found


def _by_name(text: str) -> Matching:
    condition = Q(recipient__startswith=text)
    ids = few_ids(Order.objects.filter(condition))
    return Matching(condition, is_wide=True) if ids is None else Matching(Q(pk__in=ids))


def _by_goods(text: str) -> Matching:
    """Orders of the SKU with this code, else of products with this in their title."""
    lines = OrderLine.objects.order_by()
    codes = containing("code", text) & Q(code__iexact=text) if len(text) > 1 else Q(code__in={text, text.upper()})
    sku_ids: list[int] | None = list(Sku.objects.filter(codes).order_by().values_list("pk", flat=True)[:_MOST])
    if not sku_ids and len(text) > 1:
        products = few_ids(Product.objects.filter(containing("title", text)))
        sku_ids = None if products is None else few_ids(Sku.objects.filter(product__in=products))
    if sku_ids is None:
        return _having(lines.filter(sku__product__title__holds=text))
    ids = few_ids(lines.filter(sku__in=sku_ids), "order_id") if sku_ids else []
    return _having(lines.filter(sku__in=sku_ids)) if ids is None else Matching(Q(pk__in=ids))


def _having(lines: QuerySet[OrderLine]) -> Matching:
    """Orders with one of these lines, looked up order by order: an ``EXISTS`` would be hashed, all lines of it."""
    line = Subquery(lines.filter(order=OuterRef("pk")).values("pk")[:1])
    return Matching(Q(IsNull(line, False)), is_wide=True)
