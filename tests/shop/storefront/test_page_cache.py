"""Kept pages: what is one visitor's own stays theirs, and what cannot be shared is not kept."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shop.catalog.models import Sku
from shop.core import freshness
from shop.social import touch
from shop.storefront.page_cache import LONGEST
from tests.factories.inventory import stocked_sku
from tests.factories.staff import member
from tests.shop.storefront.conftest import LATER, Shopper, text_of

pytestmark = pytest.mark.django_db

COLLECTIONS = reverse("storefront:collections")


@pytest.fixture(autouse=True)
def _kept(settings: Any) -> None:
    settings.PAGE_CACHE = True


@pytest.fixture
def sku() -> Sku:
    return stocked_sku()


@pytest.fixture
def address(sku: Sku, clock: Any) -> Iterator[str]:
    """A product's page that was kept when somebody else looked at it."""
    path = sku.product.get_absolute_url()
    Client(headers={"accept-language": "en"}).get(path)
    return path


def queries_of(client: Client, path: str, **extra: Any) -> tuple[int, HttpResponse]:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path, **extra)
    return len(queries), response


def badge(response: HttpResponse) -> str:
    found = re.search(r'<span id="cart-badge"[^>]*>(\d+\+?)</span>', response.text)
    assert found
    return found[1]


def token(response: HttpResponse) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', response.text)
    assert found
    return found[1]


def test_a_kept_page_costs_no_query_and_is_the_same(shopper: Shopper, address: str, settings: Any) -> None:
    count, kept = queries_of(shopper.client, address)
    settings.PAGE_CACHE = False
    drawn = shopper.client.get(address)

    assert count == 0
    assert kept.text.replace(token(kept), "") == drawn.text.replace(token(drawn), "")
    assert kept["Content-Type"] == drawn["Content-Type"]
    assert kept["Cache-Control"] == drawn["Cache-Control"] == "private, no-cache"
    assert "Cookie" in kept["Vary"]


def test_nobody_sees_the_cart_of_somebody_else(shopper: Shopper, stranger: Shopper, sku: Sku, address: str) -> None:
    shopper.add(sku, 3)
    freshness.advance()

    own = shopper.get(address)
    strange = stranger.get(address)
    again = shopper.get(address)

    assert (badge(own), badge(strange), badge(again)) == ("3", "0", "3")
    assert 'class="badge" hidden>0<' in strange.text


def test_each_visitor_has_a_token_of_their_own_that_works(sku: Sku, address: str) -> None:
    visitors = [Client(enforce_csrf_checks=True) for _ in range(2)]
    pages = [visitor.get(address) for visitor in visitors]
    cookies = [page.cookies["csrftoken"].value for page in pages]

    def add(visitor: Client, word: str) -> int:
        data = {"sku": sku.pk, "quantity": 1, "csrfmiddlewaretoken": word}
        return visitor.post(reverse("storefront:cart_add"), data).status_code

    assert cookies[0] != cookies[1]
    assert add(visitors[0], token(pages[0])) == 302
    assert add(visitors[1], token(pages[1])) == 302
    assert add(visitors[1], token(pages[0])) == 403


def test_a_message_is_said_once_and_to_nobody_else(shopper: Shopper, stranger: Shopper, sku: Sku, address: str) -> None:
    freshness.advance()
    told = shopper.add(sku)

    assert told.redirect_chain[-1][0] == address
    assert "It is in your cart." in text_of(told)
    assert "It is in your cart." not in text_of(stranger.get(address))
    assert "It is in your cart." not in text_of(shopper.get(address))


def test_a_story_is_remembered_for_who_came_from_it(shopper: Shopper, stranger: Shopper, address: str) -> None:
    freshness.advance()
    came = shopper.client.get(address, {"story": "7"})
    count, other = queries_of(stranger.client, address)

    assert touch.loads(came.cookies[touch.COOKIE].value).story == 7
    assert count == 0
    assert touch.COOKIE not in other.cookies


def test_nothing_of_an_address_stands_in_the_page_of_others(shopper: Shopper, stranger: Shopper) -> None:
    for number in range(13):
        stocked_sku(code=f"S{number}")
    first = shopper.client.get(COLLECTIONS, {"utm": "private-word", "page": "2"})
    count, other = queries_of(stranger.client, f"{COLLECTIONS}?page=2")

    assert (count, other.status_code) == (0, 200)
    assert "private-word" not in first.text + other.text
    assert 'value="/c/?page=2"' in other.text
    assert "Page 2 of 2" in text_of(other)


@pytest.mark.parametrize("query", ["", "page=1", "page=x", "page=-1", "utm=1", "page="])
def test_addresses_of_one_page_share_it(shopper: Shopper, stranger: Shopper, query: str) -> None:
    shopper.get(COLLECTIONS)

    assert queries_of(stranger.client, f"{COLLECTIONS}?{query}")[0] == 0


@pytest.mark.parametrize("path", [f"{COLLECTIONS}?page=51", f"{COLLECTIONS}?page={'9' * 30}"])
def test_addresses_without_end_are_not_kept(shopper: Shopper, path: str) -> None:
    before = shopper.client.get(path)
    count, again = queries_of(shopper.client, path)

    assert before.status_code == again.status_code == 200
    assert count > 0


def test_each_language_has_its_own(address: str) -> None:
    english, chinese = Client(headers={"accept-language": "en"}), Client(headers={"accept-language": "zh-CN"})

    assert 'lang="zh-Hans"' in chinese.get(address).text[:200]
    assert 'lang="en"' in english.get(address).text[:200]
    english.post(reverse("set_language"), {"language": "zh-hans", "next": address})
    assert 'lang="zh-Hans"' in english.get(address).text[:200]


def test_staff_get_their_own_and_leave_nothing(address: str, shopper: Shopper) -> None:
    staff = Client(headers={"accept-language": "en"})
    staff.force_login(member("Owner"))

    count, response = queries_of(staff, address)
    cache.clear()
    staff.get(address)

    assert (response.status_code, count > 5) == (200, True)
    assert queries_of(shopper.client, address)[0] > 5


def test_whoever_has_the_page_is_told_so(shopper: Shopper, sku: Sku, address: str) -> None:
    first = shopper.client.get(address)
    same = {"headers": {"if-none-match": first["ETag"]}}

    count, known = queries_of(shopper.client, address, **same)
    assert (known.status_code, known.content, count) == (304, b"", 0)
    assert (known["ETag"], known["Cache-Control"]) == (first["ETag"], "private, no-cache")
    # The same page drawn anew is the same page.
    freshness.advance()
    assert shopper.client.get(address, **same).status_code == 304
    # Somebody else's copy carries somebody else's token.
    assert Client(headers={"accept-language": "en"}).get(address, **same).status_code == 200
    shopper.add(sku)
    shopper.get(address)
    assert shopper.client.get(address, **same).status_code == 200


def test_a_head_request_has_the_head_alone(shopper: Shopper, address: str) -> None:
    got = shopper.client.get(address)
    head = shopper.client.head(address)

    assert (head.status_code, head.content) == (200, b"")
    assert {name: head[name] for name in ("ETag", "Content-Type", "Cache-Control")} == {
        name: got[name] for name in ("ETag", "Content-Type", "Cache-Control")
    }


def test_what_is_not_there_is_not_kept(shopper: Shopper) -> None:
    assert shopper.client.get("/p/nothing/").status_code == 404
    assert queries_of(shopper.client, "/p/nothing/")[0] > 0
    assert shopper.client.post(COLLECTIONS).status_code == 405


def test_nothing_is_kept_longer_than_a_minute(shopper: Shopper, address: str, clock: Any) -> None:
    clock.move_to(LATER + LONGEST - timedelta(milliseconds=1))
    assert queries_of(shopper.client, address)[0] == 0
    clock.move_to(LATER + LONGEST)
    assert queries_of(shopper.client, address)[0] > 0


def test_an_entry_is_judged_by_the_clock_not_by_the_cache(shopper: Shopper, address: str) -> None:
    entries = [key for key in cache._expire_info if ":page." in key]  # type: ignore[attr-defined]
    assert len(entries) == 1
    for key in entries:
        cache._expire_info[key] = None  # type: ignore[attr-defined]  # a cache that forgets nothing

    with time_machine.travel(LATER + LONGEST, tick=False):
        assert queries_of(shopper.client, address)[0] > 0


def test_switched_off_every_page_is_drawn(shopper: Shopper, address: str, settings: Any) -> None:
    settings.PAGE_CACHE = False

    assert queries_of(shopper.client, address)[0] > 5
    assert "ETag" not in shopper.client.get(address)
