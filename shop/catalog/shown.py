"""Badges as shoppers see them at a moment, and the next moment at which one of them, or a rule, turns by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import BigIntegerField, DateTimeField, F, FilteredRelation, Min, Q

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


# Badges that time gives, and those given to one of the products, once for each; ``to`` is the product.
_BADGES = Compiled(
    lambda given: (
        Badge.objects.annotate(
            of=FilteredRelation(
                "given",
                condition=reduce(or_, (Q(given__product=pk) for pk in given.products))
                & (Q(given__starts_at=None) | Q(given__starts_at__lte=given.at))
                & (Q(given__ends_at=None) | Q(given__ends_at__gt=given.at)),
            )
        )
        .filter(Q(rule=BadgeRule.NEW) | Q(of__isnull=False))
        .annotate(to=F("of__product"), evidence=F("of__evidence"))
        .order_by("position", "id")
    ),
    products=BigIntegerField(),
    at=DateTimeField(),
)


def badges_of(products: Iterable[Product], *, at: datetime) -> dict[int, list[ShownBadge]]:
    """The badges each product has at ``at``, by product id, in the merchant's order. One query, or none."""
    rows = [product for product in products if product.pk is not None]
    result: dict[int, list[ShownBadge]] = {product.pk: [] for product in rows}
    for badge in _BADGES.rows(products=padded(result), at=at) if rows else ():
        given_to: int | None = badge.to  # type: ignore[attr-defined]  # annotated
        if given_to is not None:
            result[given_to].append(ShownBadge(badge.told.name, badge.role, badge.evidence))  # type: ignore[attr-defined]
            continue
        since = at - timedelta(days=badge.days or 0)
        for product in rows:
            if product.first_published_at and since < product.first_published_at <= at:
                result[product.pk].append(ShownBadge(badge.told.name, badge.role, days=badge.days))
    return result


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
