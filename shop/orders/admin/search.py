"""What staff type into the order search: numbers, people, parcels, goods.

As in ``catalog.finding``, few hits are found by an index and named by id; of very many the list, walked in its own
order, soon comes upon a page. "By this index or by that one" over a million lines has no index.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Right
from django.db.models.lookups import Exact, IsNull

from shop.catalog.finding import few_ids
from shop.catalog.models import Product, Sku
from shop.core.search import containing
from shop.orders.models import Order, OrderBatch, OrderLine, Shipment

# So many parcels or codes may match before a search is too vague to help anybody.
_MOST = 200


_NOTHING = Q(pk__in=[])


@dataclass(frozen=True)
class Matching:
    """The orders that a text means: those few by id, and what meets one of the conditions.

    ``is_wide``: very many, and nobody knows how far back the next one is.
    """

    ids: frozenset[int] = frozenset()
    conditions: tuple[Q, ...] = ()
    is_wide: bool = False
    # The same in the words of the indexes that answered: one more pass over them beats a thousand ids one by one.
    counted: Q = _NOTHING

    @property
    def condition(self) -> Q:
        """For a list in an order of its own, and a page of it."""
        return reduce(or_, self.conditions, Q(pk__among=self.ids))

    def __or__(self, other: "Matching") -> "Matching":
        return Matching(
            self.ids | other.ids,
            self.conditions + other.conditions,
            self.is_wide or other.is_wide,
            self.counted | other.counted,
        )


def orders_matching(text: str, *, personal: bool) -> Matching | None:
    """Orders by number or their batch's, tracking number, SKU code or product; with ``personal`` by phone and name.

    A phone is found by its beginning or its last four digits. People's data is not searched for those who
    may not see it: a list that reacts to a guessed number tells the number. None if nothing is asked for.
    """
    text = text.strip()
    compact = "".join(text.replace("-", "").split()).upper()
    if not compact:
        return None
    digits = compact.lstrip("+")
    found = _by_goods(text)
    if digits.isdecimal():
        found |= _by_number(digits)
        found |= _by_phone(compact, digits) if personal else Matching()
    elif personal:
        found |= _few_or_all(Q(recipient__startswith=text))
    if len(compact) >= 4:
        parcels = Shipment.objects.filter(tracking_number__in={compact, text.upper()})
        found |= _named(parcels.values_list("order_id", flat=True)[:_MOST])
    return found


def _few_or_all(condition: Q) -> Matching:
    """The orders that meet a condition which an index answers: by id, or if they are too many by the condition."""
    ids = few_ids(Order.objects.filter(condition))
    if ids is None:
        return Matching(conditions=(condition,), is_wide=True, counted=condition)
    return Matching(frozenset(ids), counted=condition) if ids else Matching()


def _named(ids: Iterable[int]) -> Matching:
    found = frozenset(ids)
    return Matching(found, counted=Q(pk__among=found)) if found else Matching()


def _by_number(digits: str) -> Matching:
    """A number begins with its day: there may be many, but they are not scattered over the years."""
    condition = Q(number__startswith=digits) if len(digits) >= 6 else Q(number=digits)
    found = replace(_few_or_all(condition), is_wide=False)
    batch = OrderBatch.objects.filter(number=digits)
    return found | _named(Order.objects.filter(batch__in=batch).values_list("pk", flat=True))


def _by_phone(compact: str, digits: str) -> Matching:
    if compact.startswith("+86"):
        return _few_or_all(Q(phone=digits[2:]))
    found = _few_or_all(Q(phone__startswith=compact)) if len(digits) >= 3 else Matching()
    return found | _few_or_all(Q(Exact(Right("phone", 4), Value(digits)))) if len(digits) == 4 else found


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
    return _having(lines.filter(sku__in=sku_ids)) if ids is None else _named(ids)


def _having(lines: QuerySet[OrderLine]) -> Matching:
    """Orders with one of these lines, looked up order by order: an ``EXISTS`` would be hashed, all lines of it."""
    line = Subquery(lines.filter(order=OuterRef("pk")).values("pk")[:1])
    condition = Q(IsNull(line, False))
    return Matching(conditions=(condition,), is_wide=True, counted=condition)
