"""A cache that is away is an empty cache."""

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from shop.core import freshness
from tests.factories.inventory import stocked_sku


@pytest.fixture
def away(settings: Any, tmp_path: Path) -> None:
    """Nobody listens at the cache's address."""
    settings.CACHES = {
        "default": {"BACKEND": "shop.core.cache.ForgivingRedisCache", "LOCATION": f"unix://{tmp_path}/nobody.sock?db=1"}
    }


@pytest.mark.usefixtures("away")
def test_nothing_fails_and_nothing_is_there() -> None:
    cache.set("a", 1)
    assert cache.add("a", 1) is True
    assert (cache.get("a"), cache.get("a", "else"), cache.get_many(["a"])) == (None, "else", {})
    assert (cache.delete("a"), cache.touch("a"), "a" in cache) == (False, False, False)
    assert cache.set_many({"a": 1}) == []
    cache.delete_many(["a"])
    cache.clear()
    with pytest.raises(ValueError, match="not there"):
        cache.incr("a")


@pytest.mark.usefixtures("away")
def test_a_change_that_nobody_was_told_is_a_fault() -> None:
    assert freshness.names() == freshness.Names(everything="", words="")
    with pytest.raises(freshness.CacheIsAway):
        freshness.advance()


@pytest.mark.django_db
@pytest.mark.usefixtures("away")
def test_pages_are_drawn_and_carts_filled(client: Client, settings: Any) -> None:
    settings.PAGE_CACHE = True
    sku = stocked_sku()
    address = sku.product.get_absolute_url()

    assert client.get(address).status_code == 200
    added = client.post("/cart/add/", {"sku": sku.pk, "quantity": 2}, follow=True)
    assert added.redirect_chain == [(address, 302)]
    assert ">2</span>" in client.get(address).text


def test_a_name_is_never_given_twice() -> None:
    first = freshness.names()
    assert all((first.everything, first.words))
    assert freshness.names() == first
    freshness.advance()
    second = freshness.names()
    freshness.advance_figures()
    third = freshness.names()
    assert third.words == second.words
    cache.clear()
    fourth = freshness.names()
    assert len({names.everything for names in (first, second, third, fourth)}) == 4
    assert len({names.words for names in (first, second, fourth)}) == 3
