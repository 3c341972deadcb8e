"""Clicks to other shops as a file: the report's period is the file's."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from shop.catalog.models import Product
from shop.social.models import OutboundClick
from tests.factories.catalog import ProductFactory
from tests.factories.staff import member
from tests.shop.exports.test_exports import NEW, exported

pytestmark = pytest.mark.django_db


def click(product: Product, day: date, visitor: str) -> None:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
    OutboundClick.objects.create(product=product, day=day, visitor=visitor, host="shop.example", source="direct", at=at)


def test_the_period_of_the_report_is_that_of_the_file(client: Client) -> None:
    jam, tree = ProductFactory(title="苹果酱"), ProductFactory(title="树苗")
    for visitor in ("a", "b"):
        click(jam, date(2026, 9, 2), visitor)
    click(tree, date(2026, 9, 2), "a")
    click(jam, date(2026, 8, 1), "a")
    client.force_login(member("Operations"))

    rows = exported(client, "list=clicks&since=2026-09-01&until=2026-09-30")

    assert [(row[0], row[1], row[3]) for row in rows] == [("2026-09-02", "树苗", "1"), ("2026-09-02", "苹果酱", "2")]
    rows = exported(client, f"list=clicks&since=2026-08-01&until=2026-09-30&product={jam.pk}")
    assert [(row[0], row[3]) for row in rows] == [("2026-09-02", "2"), ("2026-08-01", "1")]


def test_a_period_that_makes_no_sense_is_refused_in_words(client: Client) -> None:
    client.force_login(member("Operations"))

    page = client.get(f"{reverse(NEW)}?list=clicks&since=never")

    assert page.status_code == 200
    assert page.context["refusal"]


def test_the_report_has_the_button_for_those_who_may_see_it(client: Client) -> None:
    client.force_login(member("Operations"))
    assert f"{reverse(NEW)}?list=clicks" in client.get(reverse("outbound_clicks")).content.decode()
    client.force_login(member("Warehouse"))
    assert client.get(f"{reverse(NEW)}?list=clicks").status_code == 404
