"""Badges as shoppers see them at a moment, and the next moment at which one of them, or a rule, turns by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BigIntegerField, Min

from shop.catalog.enums import BadgeRule, ConditionKind
from shop.catalog.models import Badge, CollectionCondition, Product, ProductBadge
from shop.core.compiled import Compiled, padded


@dataclass(frozen=True)
class ShownBadge:
    """A badge on a product; ``evidence`` says why, or ``days`` where time says it."""

    name: str
    role: str
    evidence: str = ""
    days: int | None = None


_TIMED = Compiled(lambda _given: Badge.objects.filter(rule=BadgeRule.NEW))
_GIVEN = Compiled(
    lambda given: ProductBadge.objects.filter(product__pk__in=given.products).select_related("badge"),
    products=BigIntegerField(),
)


def badges_of(products: Iterable[Product], *, at: datetime) -> dict[int, list[ShownBadge]]:
    """The badges each product has at ``at``, by product id, in the merchant's order. Two queries, or none."""
    rows = [product for product in products if product.pk is not None]
    if not rows:
        return {}
    result: dict[int, list[tuple[int, int, ShownBadge]]] = {product.pk: [] for product in rows}
    for badge in _TIMED.rows():
        since = at - timedelta(days=badge.days or 0)
        mark = ShownBadge(badge.name, badge.role, days=badge.days)
        for product in rows:
            if product.first_published_at and since < product.first_published_at <= at:
                result[product.pk].append((badge.position, badge.pk, mark))
    for given in _GIVEN.rows(products=padded(result)):
        if given.is_shown(at):
            badge = given.badge
            mark = ShownBadge(badge.name, badge.role, given.evidence)
            result[given.product_id].append((badge.position, badge.pk, mark))
    return {pk: [mark for *_place, mark in sorted(found, key=lambda row: row[:2])] for pk, found in result.items()}


def next_turn(*, at: datetime) -> datetime | None:
    """The next moment at which a badge comes or goes, or goods stop being new, by themselves."""
    moments: list[datetime | None] = [
        ProductBadge.objects.filter(**{f"{name}__gt": at}).aggregate(first=Min(name))["first"]
        for name in ("starts_at", "ends_at")
    ]
    news = CollectionCondition.objects.filter(kind=ConditionKind.NEW, collection__is_visible=True)
    days = set(Badge.objects.filter(rule=BadgeRule.NEW).order_by().values_list("days", flat=True))
    for count in days.union(news.order_by().values_list("days", flat=True)):
        window = timedelta(days=count or 0)
        oldest = Product.objects.filter(live=True, first_published_at__gt=at - window).aggregate(
            first=Min("first_published_at")
        )["first"]
        moments.append(oldest + window if oldest else None)
    return min((moment for moment in moments if moment), default=None)
