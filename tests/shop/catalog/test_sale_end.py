"""The sale of a SKU ends by itself, everywhere at the same moment, with every worker stopped."""

from datetime import timedelta

import pytest

from shop.catalog.models import Product, Sku
from shop.catalog.operations import set_sale_end
from shop.catalog.queries import emptied_by, next_expiry, visible_products
from shop.core.errors import StaleState
from shop.inventory.queries import in_stock, low_stock
from shop.notices.queries import standings
from shop.orders.errors import NotForSale
from shop.orders.models import CartLine, Order
from shop.orders.operations import add_to_cart
from shop.orders.queries import quote_cart
from shop.promotions.queries import lowest_price, offers, price_between
from tests.factories import NOW
from tests.factories.customers import CustomerFactory
from tests.factories.inventory import stocked_sku
from tests.factories.orders import place
from tests.factories.promotions import make_promotion

pytestmark = pytest.mark.django_db

END = NOW + timedelta(hours=3)
BEFORE = END - timedelta(microseconds=1)


@pytest.fixture
def sku() -> Sku:
    sku = stocked_sku(units=2)
    assert set_sale_end(by=None, sku=sku, sale_ends_at=END, expected=None)
    return sku


def test_nothing_offers_it_from_the_moment_on(sku: Sku) -> None:
    product = sku.product
    for at, there in ((BEFORE, 1), (END, 0)):
        assert len(visible_products(at=at).get().active_skus) == there  # type: ignore[attr-defined]
        assert len(offers([product], at=at)[product.pk].skus) == there
        assert Product.objects.filter(in_stock(at)).count() == there
        assert Product.objects.filter(price_between(None, None, at)).count() == there
        assert Product.objects.annotate(low=lowest_price(at)).get().low == (6800 if there else None)
        assert len(standings([sku.pk], at=at)) == there
        assert low_stock(at=at).count() == there
        assert len(emptied_by([sku], at=at)) == there


def test_its_promotion_holds_no_longer(sku: Sku) -> None:
    make_promotion(sku, starts_at=NOW, ends_at=END + timedelta(days=1), at=NOW - timedelta(days=1), price_fen=5000)
    cheap = Product.objects.filter(price_between(None, 5000, BEFORE))
    assert cheap.count() == 1
    assert Product.objects.filter(price_between(None, 5000, END)).count() == 0


def test_a_cart_says_so_and_an_order_is_refused(sku: Sku) -> None:
    customer = CustomerFactory()
    add_to_cart(customer=customer, sku_id=sku.pk, quantity=1, at=BEFORE)
    assert [row.problem for row in quote_cart(customer=customer, at=BEFORE).lines] == [""]
    assert [row.problem for row in quote_cart(customer=customer, at=END).lines] == ["gone"]
    with pytest.raises(NotForSale):
        add_to_cart(customer=customer, sku_id=sku.pk, quantity=1, at=END)
    assert CartLine.objects.get().quantity == 1
    with pytest.raises(NotForSale):
        place({sku: 1}, customer=customer, at=END)
    assert not Order.objects.exists()
    assert place({sku: 1}, customer=customer, at=BEFORE).total_fen == 6800


def test_no_page_is_kept_beyond_it(sku: Sku) -> None:
    assert next_expiry(at=BEFORE) == END
    assert next_expiry(at=END) is None


def test_who_did_not_see_the_present_end_changes_nothing(sku: Sku) -> None:
    with pytest.raises(StaleState):
        set_sale_end(by=None, sku=sku, sale_ends_at=BEFORE, expected=NOW)
    assert Sku.objects.get().sale_ends_at == END
    assert not set_sale_end(by=None, sku=sku, sale_ends_at=END, expected=END)
    assert set_sale_end(by=None, sku=sku, sale_ends_at=None, expected=END)
    assert Sku.objects.for_sale(END).count() == 1
