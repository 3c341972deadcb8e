"""Which goods belong somewhere: the conditions of collections by rule, as parts of one query.

A rule is asked at read time, so it is always current. What this room cannot know (prices, stock) is asked of the
rooms above, which are connected in the wiring table.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import CharField, F, FloatField, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.lookups import GreaterThanOrEqual, In, LessThanOrEqual

from shop.catalog.enums import AttributeKind, ConditionKind, GoodsOrder, Match
from shop.catalog.models import Attribute, Category, Collection, CollectionCondition, Product, TaggedProduct

Asker = Callable[[CollectionCondition, datetime], Q]
# Products with a SKU for sale that costs so much at a moment.
PriceBetween = Callable[[int | None, int | None, datetime], Q]
# The price a product is sorted by at a moment, as an expression.
PriceOf = Callable[[datetime], Combinable]

_NOTHING = Q(pk__in=[])
_above: dict[str, Any] = {}


def connect_above(*, in_stock: Callable[[datetime], Q], price: PriceBetween, price_of: PriceOf) -> None:
    """Say who knows stock and prices; called once at start."""
    _above.update(in_stock=in_stock, price=price, price_of=price_of)


def namesakes(attribute: Attribute) -> QuerySet[Attribute]:
    """The attribute and those of other types that tell the same: same name, kind and unit."""
    return Attribute.objects.filter(name=attribute.name, kind=attribute.kind, unit=attribute.unit)


class HeldText(Func):
    """The text that a product holds for an attribute. Django's lookups take a key of digits for a place in a list."""

    output_field: Any = CharField()
    template_postgresql = "(%(expressions)s ->> '%(key)s')"
    template_sqlite = "JSON_EXTRACT(%(expressions)s, '$.\"%(key)s\"')"

    def __init__(self, attribute: Attribute) -> None:
        super().__init__(F("attributes"), key=int(attribute.pk))

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template=self.template_postgresql, **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template=self.template_sqlite, **extra)


class HeldAnswer(HeldText):
    """``true`` or ``false`` for a yes or no."""

    template_sqlite = "JSON_TYPE(%(expressions)s, '$.\"%(key)s\"')"


class HeldNumber(HeldText):
    """The number, nothing for a value that is none."""

    output_field = FloatField()
    template_postgresql = (
        "(CASE WHEN jsonb_typeof(%(expressions)s -> '%(key)s') = 'number'"
        " THEN (%(expressions)s ->> '%(key)s')::double precision END)"
    )
    template_sqlite = (
        "(CASE WHEN JSON_TYPE(%(expressions)s, '$.\"%(key)s\"') IN ('integer', 'real')"
        " THEN JSON_EXTRACT(%(expressions)s, '$.\"%(key)s\"') END)"
    )


_HELD: dict[str, type[HeldText]] = {AttributeKind.NUMBER: HeldNumber, AttributeKind.YES_NO: HeldAnswer}
_LOOKUPS = {"among": In, "low": GreaterThanOrEqual, "high": LessThanOrEqual}


def has_fact(attributes: Iterable[Attribute], **limits: Any) -> Q:
    """Products of whose type one of the attributes is, with a value ``among`` some, not below ``low``, not above
    ``high``. Dates are ISO texts, answers ``true`` and ``false``.
    """
    found = _NOTHING
    for attribute in attributes:
        held = _HELD.get(attribute.kind, HeldText)
        fits = Q(product_type=attribute.product_type_id, attributes__has_key=str(attribute.pk))
        for name, limit in limits.items():
            fits &= Q(_LOOKUPS[name](held(attribute), limit))
        found |= fits
    return found


def in_category(category: Category) -> Q:
    """Products in a category or anywhere below it."""
    return Q(category__in=Category.objects.filter(path__startswith=category.path).order_by().values("pk"))


def tagged(tag_id: int) -> Q:
    """Products with a tag."""
    return Q(pk__in=TaggedProduct.objects.filter(tag=tag_id).values("content_object"))


def in_stock(at: datetime) -> Q:
    """Products of which something can be bought at ``at``."""
    found: Q = _above["in_stock"](at)
    return found


def price_between(low_fen: int | None, high_fen: int | None, at: datetime) -> Q:
    """Products with a SKU for sale that costs so much at ``at``."""
    found: Q = _above["price"](low_fen, high_fen, at)
    return found


def _between(low: Any, high: Any) -> dict[str, Any]:
    return {name: value for name, value in (("low", low), ("high", high)) if value is not None}


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _fact(row: CollectionCondition, kind: str, **lookups: Any) -> Q:
    if row.attribute is None or row.attribute.kind != kind:
        return _NOTHING
    return has_fact(namesakes(row.attribute), **lookups)


def _category(row: CollectionCondition, at: datetime) -> Q:
    return in_category(row.category) if row.category else _NOTHING


_ASKERS: dict[str, Asker] = {
    ConditionKind.CATEGORY: _category,
    ConditionKind.TAG: lambda row, at: tagged(row.tag_id) if row.tag_id else _NOTHING,
    ConditionKind.TYPE: lambda row, at: Q(product_type=row.product_type_id) if row.product_type_id else _NOTHING,
    ConditionKind.CHOICE: lambda row, at: _fact(row, AttributeKind.CHOICE, among=[row.value]),
    ConditionKind.YES_NO: lambda row, at: _fact(row, AttributeKind.YES_NO, among=["true" if row.boolean else "false"]),
    ConditionKind.NUMBER: lambda row, at: _fact(
        row, AttributeKind.NUMBER, **_between(_number(row.low), _number(row.high))
    ),
    ConditionKind.DATE: lambda row, at: _fact(
        row,
        AttributeKind.DATE,
        **_between(row.first_day and row.first_day.isoformat(), row.last_day and row.last_day.isoformat()),
    ),
    ConditionKind.PRICE: lambda row, at: price_between(row.low_fen, row.high_fen, at),
    ConditionKind.IN_STOCK: lambda row, at: in_stock(at),
    ConditionKind.NEW: lambda row, at: Q(
        first_published_at__gt=at - timedelta(days=row.days or 0), first_published_at__lte=at
    ),
}


def meets(conditions: Iterable[CollectionCondition], *, match: str, at: datetime) -> Q:
    """What meets all or any of the conditions at ``at``; nothing does without conditions."""
    # Stock is looked up product by product: last, for those that are left.
    by_cost = sorted(conditions, key=lambda row: row.kind == ConditionKind.IN_STOCK)
    parts = [_ASKERS[row.kind](row, at) for row in by_cost]
    if not parts:
        return _NOTHING
    return reduce(and_ if match == Match.ALL else or_, parts)


def ordered(products: QuerySet[Product], order: str, *, at: datetime) -> QuerySet[Product]:
    """Products in one of the orders a shopper or merchant can choose; by hand means newest first here."""
    if order in {GoodsOrder.PRICE_UP, GoodsOrder.PRICE_DOWN}:
        price = F("asked_price")
        by_price = price.asc(nulls_last=True) if order == GoodsOrder.PRICE_UP else price.desc(nulls_last=True)
        return products.annotate(asked_price=_above["price_of"](at)).order_by(by_price, "-created_at", "-id")
    return products.order_by("-created_at", "-id")


def belonging(collection: Collection, *, at: datetime) -> Q:
    """What is in a collection at ``at``: its items, and what meets its rule without its exclusions.

    One query is run here.
    """
    items = Q(pk__in=collection.items.values("product"))
    conditions = list(collection.conditions.select_related("category", "attribute"))
    if not conditions:
        return items
    found = meets(conditions, match=collection.match, at=at)
    return items | (found & ~Q(pk__in=collection.exclusions.values("product")))


def in_collection(products: QuerySet[Product], collection: Collection, *, at: datetime) -> QuerySet[Product]:
    """Those of the products that are in a collection, in its order; as arranged by hand, the rest follows newest
    first. One query is run here.
    """
    shown = products.filter(belonging(collection, at=at))
    if collection.order != GoodsOrder.HAND:
        return ordered(shown, collection.order, at=at)
    item = collection.items.filter(product=OuterRef("pk"))
    shown = shown.annotate(place=Subquery(item.values("position")), item=Subquery(item.values("pk")))
    return shown.order_by(F("place").asc(nulls_last=True), "item", "-created_at", "-id")
