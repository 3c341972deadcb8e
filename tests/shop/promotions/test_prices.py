"""What things cost at a moment. Nothing here runs a job: time alone decides."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.catalog.operations import change_price, set_sku_active
from shop.promotions.enums import PromotionState
from shop.promotions.models import Promotion, PromotionItem
from shop.promotions.operations import cancel_promotion, end_promotion
from shop.promotions.queries import next_change, offers, prices
from tests.factories import NOW
from tests.factories.catalog import ProductFactory, make_sku
from tests.factories.inventory import stocked_sku
from tests.factories.orders import place
from tests.factories.promotions import make_promotion

pytestmark = pytest.mark.django_db

TICK = timedelta(microseconds=1)
END = NOW + timedelta(hours=1)


def price_at(sku: object, at: object) -> int:
    return prices([sku], at=at)[sku.pk].price_fen  # type: ignore[attr-defined, arg-type, list-item]


def test_the_price_flips_on_the_exact_moment_start_included_end_excluded() -> None:
    sku = make_sku(price_fen=6800)
    promotion = make_promotion(sku, price_fen=4800)

    assert [price_at(sku, at) for at in (NOW - TICK, NOW, END - TICK, END)] == [6800, 4800, 4800, 6800]
    assert [promotion.state_at(at) for at in (NOW - TICK, NOW, END - TICK, END)] == [
        PromotionState.SCHEDULED,
        PromotionState.ACTIVE,
        PromotionState.ACTIVE,
        PromotionState.ENDED,
    ]
    active = [Promotion.objects.active(at).exists() for at in (NOW - TICK, NOW, END - TICK, END)]
    assert active == [False, True, True, False]
    # No job ever looked at it.
    assert Promotion.objects.get().began_announced_at is None


def test_a_promotional_price_says_where_it_comes_from() -> None:
    sku = make_sku(price_fen=6800)
    promotion = make_promotion(sku, price_fen=4800, quantity_limit=5, per_person_limit=2)

    price = prices([sku], at=NOW)[sku.pk]

    assert price.is_promotional
    assert (price.promotion_id, price.promotion_name, price.ends_at) == (promotion.pk, "秋收", END)
    assert (price.remaining, price.per_person_limit) == (5, 2)


def test_without_units_left_the_regular_price_applies() -> None:
    sku = stocked_sku(price_fen=6800)
    make_promotion(sku, price_fen=4800, quantity_limit=2)
    place({sku: 2})

    assert price_at(sku, NOW) == 6800


def test_a_lower_asking_price_wins() -> None:
    sku = make_sku(price_fen=6800)
    make_promotion(sku, price_fen=4800)
    change_price(by=None, sku=sku, price_fen=4500, expected_fen=6800)

    price = prices([sku], at=NOW)[sku.pk]

    assert (price.price_fen, price.is_promotional) == (4500, False)


def test_cancelled_and_ended_promotions_set_no_price() -> None:
    cancelled, ended = make_sku(price_fen=6800), make_sku(price_fen=6800)
    assert cancel_promotion(by=None, promotion=make_promotion(cancelled), at=NOW - TICK) is True
    assert end_promotion(by=None, promotion=make_promotion(ended), at=NOW + timedelta(minutes=5)) is True

    assert price_at(cancelled, NOW) == 6800
    assert price_at(ended, NOW + timedelta(minutes=5) - TICK) == 4800
    assert price_at(ended, NOW + timedelta(minutes=5)) == 6800


def test_the_next_moment_at_which_a_price_flips() -> None:
    make_promotion(make_sku(price_fen=6800))

    assert next_change(at=NOW - TICK) == NOW
    assert next_change(at=NOW) == END
    assert next_change(at=END) is None


def test_an_offer_leads_with_the_cheapest_that_can_be_bought() -> None:
    product = ProductFactory()
    cheap = make_sku(product=product, code="S", price_fen=3800, options={"规格": "小"})
    dear = stocked_sku(product=product, code="L", price_fen=6800, options={"规格": "大"}, units=3)
    off_sale = stocked_sku(product=product, code="X", price_fen=100, options={"规格": "样"})
    set_sku_active(by=None, sku=off_sale, is_active=False)

    offer = offers([product], at=NOW)[product.pk]

    assert [row.sku for row in offer.skus] == [cheap, dear]
    assert offer.lead is not None
    assert (offer.lead.sku, offer.state, offer.has_range) == (dear, "available", True)


def test_states_of_an_offer() -> None:
    coming, sold_out = ProductFactory(), ProductFactory()
    make_sku(product=sold_out)

    found = offers([coming, sold_out], at=NOW)

    assert (found[coming.pk].state, found[coming.pk].lead) == ("coming", None)
    assert found[sold_out.pk].state == "sold_out"


def test_an_offer_announces_the_next_promotion() -> None:
    product = ProductFactory()
    sku = stocked_sku(product=product, price_fen=6800)
    make_promotion(sku, price_fen=4800)
    make_promotion(sku, price_fen=100, name="later", starts_at=END, ends_at=END + timedelta(hours=1))

    upcoming = offers([product], at=NOW - TICK)[product.pk].upcoming

    assert upcoming is not None
    assert (upcoming.name, upcoming.starts_at, upcoming.price_fen) == ("秋收", NOW, 4800)


@pytest.mark.parametrize("count", [1, 3])
def test_offers_take_as_few_statements_as_there_are_kinds_of_things(count: int) -> None:
    products = [ProductFactory() for _ in range(count)]
    for product in products:
        make_promotion(stocked_sku(product=product, price_fen=6800), name=product.title)
    assert PromotionItem.objects.count() == count

    def statements(at: datetime) -> int:
        with CaptureQueriesContext(connection) as captured:
            offers(products, at=at)
        return len(captured)

    # SKUs, what runs or else what is to come, units, badges.
    assert statements(NOW) == statements(NOW - timedelta(days=30)) == 4
    assert statements(NOW + timedelta(days=300)) == 3
