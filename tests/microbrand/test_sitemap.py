"""robots.txt, the sitemap, and that its addresses are those that pages call their own."""

import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from shop.catalog.models import Collection
from tests.factories.catalog import ProductFactory
from tests.factories.content import make_story

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def listed(client: Client) -> list[str]:
    response = client.get("/sitemap.xml", headers={"host": "other.example"})
    assert response["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(response.content)
    return sorted(found.text or "" for found in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc"))


def test_it_lists_what_everybody_may_see(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://shop.example"
    past = timezone.now() - timedelta(minutes=1)
    ProductFactory(slug="apples")
    ProductFactory(slug="draft", live=False)
    ProductFactory(slug="over", expire_at=past)
    Collection.objects.create(title="当季", slug="dang-ji")
    Collection.objects.create(title="藏", slug="hidden", is_visible=False)
    make_story(slug="frost")
    make_story(slug="unfinished", publish=False)
    make_story(slug="ended").__class__.objects.filter(slug="ended").update(expire_at=past)
    PageViewRestriction.objects.create(
        page=make_story(slug="secret").page_ptr, restriction_type=PageViewRestriction.PASSWORD, password="apple"
    )

    assert listed(client) == [
        f"https://shop.example{path}"
        for path in ["/", "/c/", "/c/dang-ji/", "/en/c/", "/p/apples/", "/stories/", "/stories/frost/"]
    ]


def test_its_addresses_are_those_that_pages_call_their_own(client: Client) -> None:
    ProductFactory(slug="apples")
    Collection.objects.create(title="当季", slug="dang-ji")
    make_story(slug="frost")

    for address in listed(client):
        page = client.get(address.removeprefix("http://testserver"))
        canonical = re.findall(r'<link rel="canonical" href="([^"]+)">', page.text)
        assert (page.status_code, canonical) == (200, [address])


def test_a_later_page_of_a_list_calls_itself_its_own(client: Client) -> None:
    for number in range(13):
        ProductFactory(slug=f"apples-{number}")

    page = client.get("/c/?page=2&utm=x")

    assert '<link rel="canonical" href="http://testserver/c/?page=2">' in page.text


def test_it_asks_as_often_for_three_as_for_one(client: Client) -> None:
    counts = []
    for number in (1, 2, 3):
        ProductFactory(slug=f"apples-{number}")
        Collection.objects.create(title=f"当季{number}", slug=f"shelf-{number}")
        make_story(slug=f"frost-{number}")
        with CaptureQueriesContext(connection) as queries:
            listed(client)
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_robots_are_kept_out_of_what_is_personal_or_counted(client: Client) -> None:
    response = client.get("/robots.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "Sitemap: http://testserver/sitemap.xml" in response.text
    rules = [line.removeprefix("Disallow: ") for line in response.text.splitlines() if line.startswith("Disallow")]
    assert {"/admin/", "/cart/", "/checkout/", "/orders/", "/s/", "/search/", "/en/cart/", "/en/search/"} <= set(rules)
    assert not [
        path for path in ("/", "/c/", "/p/apples/", "/stories/", "/en/p/apples/") if path.startswith(tuple(rules))
    ]
