"""The cart: limits, stock as a hint, and a quote that is always current."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.catalog.models import Sku
from shop.catalog.operations import set_sku_active
from shop.inventory.errors import OutOfStock
from shop.orders.errors import InvalidQuantity, NotForSale
from shop.orders.models import CartLine
from shop.orders.operations import add_to_cart, clear_cart, set_quantity
from shop.orders.queries import cart_count, quote_cart
from shop.orders.rules import MAX_CART_LINES
from tests.factories import NOW
from tests.factories.catalog import ProductFactory
from tests.factories.customers import CustomerFactory
from tests.factories.inventory import stocked_sku
from tests.factories.orders import place
from tests.factories.promotions import make_promotion

pytestmark = pytest.mark.django_db


def lines() -> list[tuple[int, int]]:
    return list(CartLine.objects.order_by("id").values_list("sku", "quantity"))


def test_adding_twice_adds_up() -> None:
    customer, sku = CustomerFactory(), stocked_sku()

    add_to_cart(customer=customer, sku_id=sku.pk, quantity=2, at=NOW)
    add_to_cart(customer=customer, sku_id=sku.pk, quantity=3, at=NOW)

    assert lines() == [(sku.pk, 5)]
    assert cart_count(customer) == 5


@pytest.mark.parametrize("quantity", [0, -1, 1000, 10**12])
def test_absurd_quantities_are_refused(quantity: int) -> None:
    customer, sku = CustomerFactory(), stocked_sku()

    with pytest.raises(InvalidQuantity):
        add_to_cart(customer=customer, sku_id=sku.pk, quantity=quantity, at=NOW)

    assert lines() == []


def test_no_more_than_there_is() -> None:
    customer, sku = CustomerFactory(), stocked_sku(units=3)
    add_to_cart(customer=customer, sku_id=sku.pk, quantity=2, at=NOW)

    with pytest.raises(OutOfStock) as refusal:
        add_to_cart(customer=customer, sku_id=sku.pk, quantity=2, at=NOW)

    assert refusal.value.available == 3
    assert lines() == [(sku.pk, 2)]


def test_only_what_is_for_sale() -> None:
    customer = CustomerFactory()
    off_sale = stocked_sku()
    set_sku_active(by=None, sku=off_sale, is_active=False)
    hidden = stocked_sku(product=ProductFactory(live=False))

    for sku_id in (off_sale.pk, hidden.pk, 10**9):
        with pytest.raises(NotForSale):
            add_to_cart(customer=customer, sku_id=sku_id, quantity=1, at=NOW)

    assert lines() == []


def test_a_cart_has_an_end() -> None:
    customer, sku = CustomerFactory(), stocked_sku()
    add_to_cart(customer=customer, sku_id=sku.pk, quantity=1, at=NOW)
    cart, product = CartLine.objects.get().cart, ProductFactory()
    skus = Sku.objects.bulk_create(
        Sku(product=product, code=f"n{n}", combination=str(n), price_fen=1) for n in range(MAX_CART_LINES - 1)
    )
    CartLine.objects.bulk_create(CartLine(cart=cart, sku=other, quantity=1) for other in skus)

    with pytest.raises(InvalidQuantity):
        add_to_cart(customer=customer, sku_id=stocked_sku().pk, quantity=1, at=NOW)
    add_to_cart(customer=customer, sku_id=sku.pk, quantity=1, at=NOW)

    assert len(lines()) == MAX_CART_LINES


def test_quantities_are_set_and_zero_removes() -> None:
    customer, sku = CustomerFactory(), stocked_sku(units=3)
    add_to_cart(customer=customer, sku_id=sku.pk, quantity=1, at=NOW)

    set_quantity(customer=customer, sku_id=sku.pk, quantity=3, at=NOW)
    assert lines() == [(sku.pk, 3)]
    with pytest.raises(OutOfStock):
        set_quantity(customer=customer, sku_id=sku.pk, quantity=4, at=NOW)
    with pytest.raises(InvalidQuantity):
        set_quantity(customer=customer, sku_id=sku.pk, quantity=-1, at=NOW)
    assert lines() == [(sku.pk, 3)]
    assert set_quantity(customer=customer, sku_id=sku.pk, quantity=0, at=NOW) is None
    assert set_quantity(customer=customer, sku_id=sku.pk, quantity=2, at=NOW) is None
    assert set_quantity(customer=CustomerFactory(), sku_id=sku.pk, quantity=2, at=NOW) is None
    assert lines() == []


def test_clearing() -> None:
    customer, other = CustomerFactory(), CustomerFactory()
    for person in (customer, other):
        add_to_cart(customer=person, sku_id=stocked_sku().pk, quantity=1, at=NOW)

    clear_cart(customer=customer)

    assert (cart_count(customer), cart_count(other), cart_count(None)) == (0, 1, 0)


def test_an_order_takes_out_what_it_ordered_and_leaves_the_rest() -> None:
    customer = CustomerFactory()
    bought, part, kept = stocked_sku(), stocked_sku(), stocked_sku()
    for sku, quantity in ((bought, 2), (part, 3), (kept, 1)):
        add_to_cart(customer=customer, sku_id=sku.pk, quantity=quantity, at=NOW)

    place({bought: 2, part: 1}, customer=customer)

    assert lines() == [(part.pk, 2), (kept.pk, 1)]


def test_a_quote_names_each_problem_and_counts_only_what_can_be_ordered() -> None:
    customer = CustomerFactory()
    fine, gone, scarce, empty = (stocked_sku(price_fen=1000) for _ in range(4))
    limited, few = stocked_sku(price_fen=1000), stocked_sku(price_fen=1000)
    for sku in (fine, gone, scarce, empty, limited, few):
        add_to_cart(customer=customer, sku_id=sku.pk, quantity=3, at=NOW)
    set_sku_active(by=None, sku=gone, is_active=False)
    place({scarce: 8})
    place({empty: 10})
    make_promotion(limited, price_fen=500, per_person_limit=2)
    make_promotion(few, price_fen=500, quantity_limit=2, name="few")

    quote = quote_cart(customer=customer, at=NOW)

    assert {line.line.sku: line.problem for line in quote.lines} == {
        fine: "",
        gone: "gone",
        scarce: "too_many",
        empty: "sold_out",
        limited: "person_limit",
        few: "promotion_left",
    }
    assert (quote.goods_fen, quote.freight_fen, quote.total_fen, quote.quantity) == (3000, 0, 3000, 18)
    assert quote.is_orderable is False


def test_a_quote_follows_the_clock() -> None:
    customer, sku = CustomerFactory(), stocked_sku(price_fen=6800)
    add_to_cart(customer=customer, sku_id=sku.pk, quantity=2, at=NOW)
    make_promotion(sku, price_fen=4800)

    before, during = (quote_cart(customer=customer, at=at) for at in (NOW - timedelta(microseconds=1), NOW))

    assert (before.total_fen, during.total_fen) == (13600, 9600)
    assert during.is_orderable
    assert not quote_cart(customer=None, at=NOW).is_orderable


@pytest.mark.parametrize("count", [1, 3])
def test_a_quote_takes_four_statements(count: int) -> None:
    customer = CustomerFactory()
    for _ in range(count):
        add_to_cart(customer=customer, sku_id=stocked_sku().pk, quantity=1, at=NOW)

    with CaptureQueriesContext(connection) as statements:
        quote_cart(customer=customer, at=NOW)

    assert len(statements) == 4
