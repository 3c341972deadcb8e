"""What is new about a reader's own words, for the head of the shop's pages (``storefront.news``)."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from content.talk import queries
from content.talk.enums import RemarkState
from content.talk.models import Remark
from shop.customers.models import Customer
from shop.storefront.news import MOST, News, Source


def _rows(customer: Customer) -> QuerySet[Any]:
    return queries.news_of(customer)


def _lines(customer: Customer) -> list[tuple[datetime, News]]:
    url = reverse("talk:mine")
    found = _rows(customer).order_by("-news_at", "-pk")[:MOST]
    return [(row.news_at, News(url, f"{row.place.title} · {_say(row)}")) for row in found if row.news_at]


def _say(row: Remark) -> str:
    if row.answer:
        return _("we have answered you")
    return _("your words are shown") if row.state == RemarkState.SHOWN else _("your words are not shown")


SOURCE = Source(rows=_rows, lines=_lines)
