"""Reads of the notices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shop.catalog.models import Product, Sku
from shop.core.references import Reference
from shop.inventory.queries import available
from shop.notices.enums import NoticeKind
from shop.notices.models import Subscription
from shop.promotions.queries import prices
from shop.promotions.rules import Price


@dataclass(frozen=True)
class Standing:
    """What there is to tell about a SKU now: its price, and how many units can be had at it."""

    sku: Sku
    price: Price
    left: int


def standings(sku_ids: Iterable[int], *, at: datetime) -> dict[int, Standing]:
    """What of these SKUs can be bought at ``at``; those that shoppers cannot see are absent. Three queries."""
    shown = Product.objects.visible(at)
    skus = Sku.objects.for_sale(at).filter(pk__in=list(sku_ids), product__in=shown).select_related("product")
    rows = list(skus.defer("product__body"))
    if not rows:
        return {}
    free = available([sku.pk for sku in rows], at=at)
    price_of = prices(rows, at=at, references=False)
    result = {}
    for sku in rows:
        price, left = price_of[sku.pk], max(0, free.get(sku.pk, 0))
        at_price = left if price.remaining is None else min(left, price.remaining)
        result[sku.pk] = Standing(sku=sku, price=price, left=at_price)
    return result


def waiting(sku_ids: Iterable[int]) -> dict[int, int]:
    """How many shoppers wait for these SKUs to come back; SKUs nobody waits for are absent. One query."""
    rows = Subscription.objects.waiting().filter(sku__in=list(sku_ids), kind=NoticeKind.BACK)
    return dict(rows.order_by().values("sku").annotate(count=Count("pk")).values_list("sku", "count"))


def waiting_for(skus: Sequence[Sku], *, at: datetime, **_gone: Any) -> list[tuple[int, Reference]]:
    """How many notices shoppers wait for, by SKU. One query."""
    rows = Subscription.objects.waiting().filter(sku__in=skus).order_by().values("sku").annotate(count=Count("pk"))
    return [
        (
            row["sku"],
            Reference(
                kind=_("Waiting shoppers"),
                title=ngettext("%(count)s notice", "%(count)s notices", row["count"]) % {"count": row["count"]},
                url=reverse("notice_desk:waiting"),
                permission="notices.view_subscription",
                effect=_("They are told nothing as long as it is off sale."),
            ),
        )
        for row in rows
    ]


def before(subscription: Subscription) -> int:
    """How many were there first and still wait."""
    line = Subscription.objects.waiting().filter(sku=subscription.sku_id, kind=subscription.kind)
    earlier = Q(confirmed_at__lt=subscription.confirmed_at)
    return line.filter(earlier | Q(confirmed_at=subscription.confirmed_at, pk__lt=subscription.pk)).count()


def most_wanted() -> QuerySet[Any, Any]:
    """Rows of ``sku``, ``back_count``, ``price_count`` and ``last_at``; the most wanted first."""
    counts = (
        Subscription.objects.waiting()
        .order_by()
        .values("sku")
        .annotate(
            back_count=Count("pk", filter=Q(kind=NoticeKind.BACK)),
            price_count=Count("pk", filter=Q(kind=NoticeKind.PRICE)),
            last_at=Max("confirmed_at"),
        )
    )
    return counts.order_by("-back_count", "-price_count", "sku")
