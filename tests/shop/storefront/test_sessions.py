"""Booking a session: day and time on the product page, ticket and calendar file on the order page."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shop.bookings.models import Session
from shop.bookings.operations import move_session
from shop.catalog.models import Product
from shop.orders.models import Order
from shop.promotions.queries import offers
from shop.storefront import structured
from shop.storefront.sessions import default_row, session_days
from tests.factories import NOW
from tests.factories.bookings import TEN, booked, hours, make_session, person, service
from tests.factories.payments import pay

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def shopper() -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def product() -> Product:
    """Tomorrow's session is full, then two at one time and one a week later; planned in another order."""
    what = service(title="熬一锅苹果酱")
    for days, seats in ((7, 20), (1, 20), (1, 3), (0, 1)):
        session = make_session(product=what, span=hours(TEN + days * DAY), seats=seats)
    booked(session)
    return what


def test_days_come_in_order_and_the_next_with_a_seat_is_chosen(product: Product) -> None:
    offer = offers([product], at=NOW)[product.pk]
    lead = default_row(offer)

    booking = session_days(offer, lead)

    assert [str(day.day) for day in booking.days] == ["2026-10-11", "2026-10-12", "2026-10-18"]
    assert [day.sku_id is None for day in booking.days] == [True, False, False]
    assert booking.chosen == booking.days[1]
    # What is left is told only where it is truly little.
    assert sorted(choice.few for choice in booking.days[1].choices) == [0, 3]
    assert not booking.later


def test_the_page_offers_what_can_be_had(shopper: Client, product: Product) -> None:
    page = shopper.get(product.get_absolute_url()).content.decode()

    full, week = (Session.objects.get(starts_at=TEN + days * DAY).sku_id for days in (0, 7))
    assert f'value="{full}" data-price' not in page
    assert f'href="?sku={week}#sessions"' in page
    assert "3 seats left" in page
    assert "20 seats left" not in page
    chosen = shopper.get(product.get_absolute_url(), {"sku": week}).content.decode()
    assert f'value="{week}" data-price="6800" checked' in chosen


def test_a_page_with_many_sessions_asks_no_more(shopper: Client, product: Product) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            shopper.get(product.get_absolute_url(), headers={"cache-control": "no-cache"})
        return len(queries)

    cache.clear()
    shopper.get(product.get_absolute_url())
    cache.clear()
    few = count()
    for days in range(8, 11):
        make_session(product=product, span=hours(TEN + days * DAY))
    cache.clear()
    assert count() == few


def test_what_has_begun_is_gone_and_nothing_planned_is_said(shopper: Client, product: Product) -> None:
    with time_machine.travel(TEN + 7 * DAY, tick=False):
        page = shopper.get(product.get_absolute_url()).content.decode()
    assert "No session is planned at the moment" in page
    full = service(title="另一场")
    booked(make_session(product=full, seats=1))
    assert "Every session is full" in shopper.get(full.get_absolute_url()).content.decode()


def buy(shopper: Client, session: Session) -> Order:
    shopper.post(reverse("storefront:cart_add"), {"sku": session.sku_id, "quantity": 2})
    page = shopper.get(reverse("storefront:checkout"))
    assert session.sku.option_text in page.content.decode()
    form = page.context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"phone": "13800138000"}
    shopper.post(reverse("storefront:checkout"), data)
    order = Order.objects.get(client_token=data["token"]) if "token" in data else Order.objects.latest("pk")
    pay(order, at=timezone.now())
    order.refresh_from_db()
    return order


def test_the_order_has_a_ticket_that_goes_into_a_calendar(shopper: Client, product: Product) -> None:
    session = Session.objects.get(starts_at=TEN + 7 * DAY)
    order = buy(shopper, session)

    page = shopper.get(order.get_absolute_url()).content.decode()
    assert "Your tickets" in page
    assert page.count("voucher-when") == 2
    line = order.lines.get()
    address = reverse("storefront:ticket_calendar", args=[order.number, line.pk])
    assert page.count(address) == 1
    answer = shopper.get(address)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"DTSTART:20261018T020000Z" in answer.content
    # Nobody else's, no other line, nothing unpaid.
    assert Client().get(address).status_code == 404
    assert shopper.get(reverse("storefront:ticket_calendar", args=[order.number, line.pk + 99])).status_code == 404
    Order.objects.filter(pk=order.pk).update(paid_at=None, status="pending", completed_at=None)
    assert shopper.get(address).status_code == 404


def test_a_moved_session_is_shown_with_what_was_bought(shopper: Client, product: Product) -> None:
    session = Session.objects.get(starts_at=TEN + 7 * DAY)
    order = buy(shopper, session)
    move_session(
        by=None,
        session=session,
        span=hours(TEN + 8 * DAY),
        place=session.place,
        person=person("李老师"),
        seen=session.starts_at,
        at=NOW,
    )

    page = shopper.get(order.get_absolute_url()).content.decode()

    assert f"You bought it as {session.sku.option_text}" in page
    assert "李老师" in page
    assert "2026-10-19" not in order.lines.get().option_text


def test_search_engines_are_told_the_next_sessions(shopper: Client, product: Product, monkeypatch: Any) -> None:
    def told() -> list[dict[str, Any]]:
        page = shopper.get(product.get_absolute_url()).content.decode()
        blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
        return next((data for block in blocks if isinstance(data := json.loads(block), list)), [])

    full, *rest = told()
    assert (full["@type"], full["name"], full["startDate"], full["endDate"]) == (
        "Event",
        "熬一锅苹果酱",
        "2026-10-11T10:00:00+08:00",
        "2026-10-11T12:00:00+08:00",
    )
    assert full["location"]["@type"] == "Place"
    assert full["offers"]["availability"].endswith("OutOfStock")
    assert full["url"].endswith(f"?sku={Session.objects.get(starts_at=TEN).sku_id}")
    assert [event["startDate"][:10] for event in rest] == ["2026-10-12", "2026-10-12", "2026-10-18"]
    cache.clear()
    monkeypatch.setattr(structured, "TOLD_SESSIONS", 2)
    assert len(told()) == 2


def test_one_waits_for_a_seat_not_for_goods(shopper: Client, product: Product) -> None:
    page = shopper.get(product.get_absolute_url()).content.decode()
    assert "Tell me when a seat is free" in page
    assert "Tell me when it is back" not in page
