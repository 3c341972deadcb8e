"""What a customer has not looked at yet: answers to custom work and cases, and what the shop did to an order.

There is no other channel to somebody who left no address: the head of every page says how much there is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.aftersales.models import Case
from shop.bespoke.models import BespokeWork
from shop.customers.models import Customer
from shop.orders.models import Order
from shop.storefront.customer import current_customer

MOST = 20


@dataclass(frozen=True)
class Source:
    """A room above the shop that has news for customers."""

    rows: Callable[[Customer], QuerySet[Any]]
    # When, and the line.
    lines: Callable[[Customer], list[tuple[datetime, "News"]]]


_sources: list[Source] = []


def connect(*sources: Source) -> None:
    """Tell it on the pages of the shop."""
    _sources.extend(source for source in sources if source not in _sources)


@dataclass(frozen=True)
class News:
    """A line of it."""

    url: str
    text: str


def news_of(customer: Customer | None) -> list[News]:
    """What is new, the latest first. Three queries, and those of the rooms above."""
    if customer is None:
        return []
    at = timezone.now()
    cases = (
        Case.objects.filter(order__customer=customer, news_at__isnull=False)
        .select_related("order")
        .order_by("-news_at", "-pk")
    )
    works = BespokeWork.objects.filter(customer=customer, news_at__isnull=False)
    works = works.select_related("order__deposit", "sku__product").order_by("-news_at", "-pk")
    orders = Order.objects.filter(customer=customer, news_at__isnull=False).order_by("-news_at", "-pk")
    orders = orders.select_related("deposit")
    found = [
        *(
            (
                row.news_at or at,
                News(
                    reverse("storefront:case", args=[row.order.number, row.number]),
                    f"{row.get_kind_display()} · {row.state_at(at).label}",
                ),
            )
            for row in cases[:MOST]
        ),
        *(
            (
                row.news_at or at,
                News(
                    reverse("storefront:custom", args=[row.number]),
                    f"{row.sku.product.told.title} · {row.state_at(at).label}",
                ),
            )
            for row in works[:MOST]
        ),
        *(
            (
                row.news_at or at,
                News(
                    row.get_absolute_url(),
                    _("Order %(number)s: money goes back to you") % {"number": row.number}
                    if row.paid_at
                    else f"{row.number} · {row.status_at(at).label}",
                ),
            )
            for row in orders[:MOST]
        ),
    ]
    for source in _sources:
        found += source.lines(customer)
    return [news for _at, news in sorted(found, key=lambda pair: pair[0], reverse=True)]


def news_count(customer: Customer | None) -> int:
    """How much is new. One query, none for somebody who has bought nothing."""
    if customer is None:
        return 0
    cases = Case.objects.filter(order__customer=customer, news_at__isnull=False).order_by().values("pk")
    works = BespokeWork.objects.filter(customer=customer, news_at__isnull=False).order_by().values("pk")
    orders = Order.objects.filter(customer=customer, news_at__isnull=False).order_by().values("pk")
    more = [source.rows(customer).order_by().values("pk") for source in _sources]
    return cases.union(works, orders, *more, all=True).count()


def news_badge(request: HttpRequest) -> str:
    """The way to what is new, as the head of the page shows it; nothing where nothing is."""
    count = news_count(current_customer(request)) if hasattr(request, "session") else 0
    return render_to_string("includes/news_badge.html", {"count": count}) if count else ""
