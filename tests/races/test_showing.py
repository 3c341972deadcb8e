"""A page that is drawn while a price changes is shown once, and not kept."""

from typing import Any

import pytest
from django.test import Client

from shop.catalog.models import Sku
from shop.catalog.operations import change_price
from shop.core import freshness
from shop.storefront import page_cache
from tests.factories import NOW
from tests.factories.inventory import stocked_sku
from tests.races.stage import meet


def met(sku: Sku) -> tuple[str, str]:
    """The page whose drawing had read the price before it was changed, and the page after that."""
    address = sku.product.get_absolute_url()

    def look() -> str:
        return Client().get(address).text

    def change() -> bool:
        return change_price(by=None, sku=sku, price_fen=5500, expected_fen=6800, at=NOW)

    meeting = meet(look, change, after='FROM "catalog_sku"')
    assert (meeting.second, meeting.waited) == (True, False)
    return meeting.first, look()


def test_a_page_drawn_from_old_data_is_not_shown_again(settings: Any) -> None:
    settings.PAGE_CACHE = True

    during, after = met(stocked_sku())

    assert 'price-sum">68<' in during
    assert 'price-sum">55<' in after


def test_control_with_the_name_read_too_late_it_is(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PAGE_CACHE = True
    kept_of = page_cache.Kept.of

    def too_late(*args: Any, generation: str, **kwargs: Any) -> page_cache.Kept:
        return kept_of(*args, generation=freshness.names().everything, **kwargs)

    monkeypatch.setattr(page_cache.Kept, "of", too_late)

    _during, after = met(stocked_sku())

    assert 'price-sum">68<' in after
