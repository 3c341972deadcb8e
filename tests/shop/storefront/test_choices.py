"""Choosing by options: what each button leads to, what is not to be had, where a list is better."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.catalog.models import Product, Sku
from shop.catalog.operations import create_skus, set_sku_active
from shop.inventory.operations import move_stock
from shop.promotions.queries import offers
from shop.storefront.choices import Choices, nearest, option_choices
from tests.factories import NOW
from tests.factories.catalog import ProductFactory
from tests.factories.inventory import stocked_sku
from tests.shop.storefront.conftest import Shopper

pytestmark = pytest.mark.django_db


@pytest.fixture
def product() -> Product:
    """5 斤 and 10 斤, plain and as a gift; 10 斤 as a gift is off sale, 5 斤 plain is sold out."""
    product = ProductFactory()
    options = {"规格": ["5 斤", "10 斤"], "包装": ["简装", "礼盒"]}
    matrix = create_skus(by=None, product=product, code="QX", price_fen=6800, options=options)
    for sku, units in zip(matrix.created, (0, 3, 3, 3), strict=True):
        if units:
            move_stock(by=None, sku=sku, delta=units, reason="receive")
    set_sku_active(by=None, sku=matrix.created[3], is_active=False)
    return product


def sku(code: str) -> Sku:
    return Sku.objects.get(code=code)


def choices(product: Product, chosen: str) -> Choices:
    offer = offers([product], at=NOW)[product.pk]
    return option_choices(offer, next(row for row in offer.skus if row.sku.code == chosen))


def told(found: Choices) -> dict[str, dict[str, tuple[str | None, bool, bool]]]:
    codes = dict(Sku.objects.values_list("pk", "code"))
    return {
        option.name: {
            value.text: (codes.get(value.sku_id or 0), value.is_chosen, value.fits) for value in option.values
        }
        for option in found.options
    }


def test_each_button_leads_to_the_nearest_that_is_to_be_had(product: Product) -> None:
    assert told(choices(product, "QX-02")) == {
        "规格": {"5 斤": ("QX-02", True, True), "10 斤": ("QX-03", False, False)},
        "包装": {"简装": ("QX-03", False, False), "礼盒": ("QX-02", True, True)},
    }


def test_a_value_of_which_nothing_is_left_leads_nowhere(product: Product) -> None:
    set_sku_active(by=None, sku=sku("QX-03"), is_active=False)

    assert told(choices(product, "QX-02"))["包装"] == {"简装": (None, False, False), "礼盒": ("QX-02", True, True)}
    # What is off sale altogether has no button.
    assert set(told(choices(product, "QX-02"))["规格"]) == {"5 斤"}


def test_most_of_the_choice_is_kept_and_the_first_wins() -> None:
    rows = [(1, (10, 20, 30)), (2, (11, 20, 30)), (3, (11, 21, 31)), (4, (11, 21, 30))]

    assert nearest(21, chosen=(11, 20, 31), combinations=rows) == (3, (11, 21, 31))
    assert nearest(21, chosen=(12, 20, 32), combinations=rows) == (3, (11, 21, 31))
    assert nearest(99, chosen=(10, 20, 30), combinations=rows) is None


def test_one_option_or_uneven_ones_are_a_list() -> None:
    single, uneven = ProductFactory(), ProductFactory()
    for text in ("5 斤", "10 斤"):
        stocked_sku(product=single, options={"规格": text})
    stocked_sku(product=uneven, options={"规格": "5 斤", "包装": "简装"})
    stocked_sku(product=uneven, options={"规格": "10 斤"})
    alone = stocked_sku(options={"规格": "5 斤", "包装": "简装"}).product

    for product in (single, uneven, alone):
        offer = offers([product], at=NOW)[product.pk]
        assert option_choices(offer, offer.lead) == Choices()


def test_the_page_has_a_link_for_each_value_and_works_without_script(product: Product, shopper: Shopper) -> None:
    address = product.get_absolute_url()

    page = shopper.get(f"{address}?sku={sku('QX-02').pk}").content.decode()

    assert f'<input type="hidden" name="sku" value="{sku("QX-02").pk}"' in page
    assert f'href="?sku={sku("QX-03").pk}#options"' in page
    assert page.count("data-values=") == 3
    assert 'type="radio"' not in page


def test_the_page_needs_the_same_queries_for_more_skus(shopper: Shopper) -> None:
    counts = []
    for values in (["a", "b"], ["a", "b", "c", "d", "e"]):
        product = ProductFactory()
        create_skus(
            by=None, product=product, code=product.slug, price_fen=100, options={"规格": values, "包装": ["x", "y"]}
        )
        for row in product.skus.all():
            move_stock(by=None, sku=row, delta=1, reason="receive")
        shopper.get(product.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            shopper.get(product.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1]
