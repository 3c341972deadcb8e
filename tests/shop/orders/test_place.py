"""Placing an order: exact sums, a snapshot, once for each token, and nothing at all after a refusal."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from shop.catalog.operations import change_price, set_sku_active
from shop.core.errors import InvalidInput
from shop.core.models import OutboxEvent
from shop.customers.merging import merge_customers
from shop.customers.models import Address
from shop.inventory.errors import OutOfStock
from shop.inventory.models import Reservation
from shop.orders.errors import CartEmpty, InvalidQuantity, NotForSale, TotalChanged
from shop.orders.lines import LineData
from shop.orders.models import CartLine, Order, OrderEntry, OrderLine
from shop.orders.operations import add_to_cart, place_order
from shop.promotions.errors import PersonLimitReached, PromotionUsedUp
from shop.promotions.models import PersonUse, PromotionUse
from tests.factories import NOW
from tests.factories.customers import CustomerFactory, address, phone
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.orders import place
from tests.factories.promotions import item_of, make_promotion

pytestmark = pytest.mark.django_db

WRITTEN: list[type[models.Model]] = [
    Order, OrderLine, OrderEntry, Reservation, PromotionUse, PersonUse, Address, OutboxEvent,
]  # fmt: skip


def counts() -> list[int]:
    return [model.objects.count() for model in WRITTEN]  # type: ignore[attr-defined]


def test_an_order_is_a_snapshot_with_a_deadline(settings: Any) -> None:
    settings.ORDER_PAYMENT_MINUTES = 30
    apples = stocked_sku(price_fen=6800, options={"规格": "5 斤"})
    pears = stocked_sku(price_fen=1990)
    promotion = make_promotion(apples, price_fen=4800)

    order = place({apples: 2, pears: 3}, note=" 请写贺卡 ", origin={"story": 1})
    change_price(by=None, sku=pears, price_fen=9900, expected_fen=1990)

    order.refresh_from_db()
    assert (order.status, order.goods_fen, order.freight_fen, order.total_fen) == ("pending", 15570, 0, 15570)
    assert (order.placed_at, order.expires_at) == (NOW, NOW + timedelta(minutes=30))
    assert (order.note, order.origin, order.recipient, order.phone) == ("请写贺卡", {"story": 1}, "林晓", "13800138000")
    first, second = order.lines.all()
    assert (first.product_title, first.option_text, first.sku_code) == (apples.product.title, "5 斤", apples.code)
    assert (first.quantity, first.unit_price_fen, first.list_price_fen, first.total_fen) == (2, 4800, 6800, 9600)
    assert (first.promotion_item, first.promotion_name) == (item_of(promotion), "秋收")
    assert (second.unit_price_fen, second.total_fen, second.promotion_item) == (1990, 5970, None)
    assert [entry.kind for entry in order.entries.all()] == ["placed"]
    assert (stock_of(apples), stock_of(pears)) == ((10, 2), (10, 3))
    assert OutboxEvent.objects.get(name="orders.placed").payload == {"order_id": order.pk}


def test_the_same_token_finds_the_same_order() -> None:
    sku, customer = stocked_sku(units=1), CustomerFactory()

    first = place({sku: 1}, customer=customer, client_token="t")
    before = counts()
    second = place({sku: 1}, customer=customer, client_token="t")

    assert second == first
    assert counts() == before
    assert stock_of(sku) == (1, 1)


def test_tokens_belong_to_their_customer() -> None:
    sku = stocked_sku()

    assert place({sku: 1}, client_token="t") != place({sku: 1}, client_token="t")


def test_the_last_unit_is_sold_once() -> None:
    sku = stocked_sku(units=1)
    place({sku: 1})
    before = counts()

    with pytest.raises(OutOfStock) as refusal:
        place({sku: 1})

    assert (refusal.value.available, refusal.value.field) == (0, "quantity")
    assert sku.product.title in str(refusal.value)
    assert counts() == before


def test_two_lines_of_which_one_is_short_leave_nothing() -> None:
    plenty, scarce = stocked_sku(), stocked_sku(units=1)
    before = counts()

    with pytest.raises(OutOfStock):
        place({plenty: 1, scarce: 2})

    assert counts() == before
    assert (stock_of(plenty), stock_of(scarce)) == ((10, 0), (1, 0))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"lines": []}, CartEmpty),
        ({"units": 0}, InvalidQuantity),
        ({"units": -1}, InvalidQuantity),
        ({"units": 1000}, InvalidQuantity),
        ({"lines": [LineData(n, 1) for n in range(1, 102)]}, InvalidQuantity),
        ({"lines": [LineData(10**9, 1)]}, NotForSale),
        ({"expected_total_fen": 6799}, TotalChanged),
        ({"expected_total_fen": -6800}, TotalChanged),
        ({"expected_total_fen": 0}, TotalChanged),
        ({"client_token": ""}, InvalidInput),
        ({"client_token": "x" * 65}, InvalidInput),
        ({"client_token": "a\x00"}, InvalidInput),
    ],
)
def test_tampered_input_is_refused_and_nothing_written(changes: dict[str, Any], error: type[Exception]) -> None:
    sku = stocked_sku(price_fen=6800)
    before = counts()
    units = changes.pop("units", 1)
    fields: dict[str, Any] = {
        "customer": CustomerFactory(),
        "lines": [LineData(sku.pk, units)],
        "address": address(),
        "client_token": "t",
        "expected_total_fen": 6800 * units,
        "at": NOW,
        **changes,
    }

    with pytest.raises(error):
        place_order(**fields)

    assert counts() == before
    assert stock_of(sku) == (10, 0)


def test_what_is_off_sale_is_not_sold() -> None:
    sku = stocked_sku()
    set_sku_active(by=None, sku=sku, is_active=False)

    with pytest.raises(NotForSale):
        place({sku: 1})

    assert not Order.objects.exists()


def test_a_price_that_flipped_while_the_shopper_looked_is_not_charged() -> None:
    sku = stocked_sku(price_fen=6800)
    make_promotion(sku, price_fen=4800)
    end = NOW + timedelta(hours=1)

    with pytest.raises(TotalChanged):
        place({sku: 1}, at=end, expected_total_fen=4800)

    assert not Order.objects.exists()
    assert place({sku: 1}, at=end - timedelta(microseconds=1), expected_total_fen=4800).total_fen == 4800


def test_promotional_units_run_out() -> None:
    sku = stocked_sku(price_fen=6800)
    make_promotion(sku, price_fen=4800, quantity_limit=2)
    place({sku: 1})
    before = counts()

    with pytest.raises(PromotionUsedUp):
        place({sku: 2})

    assert counts() == before
    assert stock_of(sku) == (10, 1)


def test_a_person_is_known_by_phone_however_it_is_written() -> None:
    sku = stocked_sku(price_fen=6800)
    make_promotion(sku, price_fen=4800, per_person_limit=2)
    place({sku: 2}, address=address(phone="13800138000"))
    before = counts()

    with pytest.raises(PersonLimitReached):
        place({sku: 1}, address=address(phone="+86 138 0013 8000"))

    assert counts() == before
    assert place({sku: 2}, address=address(phone=phone(1))).total_fen == 9600


def test_a_taken_number_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = iter(["2610010000001", "2610010000001", "2610010000001", "2610010000002"])
    monkeypatch.setattr("shop.orders.operations.place.new_number", lambda at: next(numbers))
    sku = stocked_sku()

    assert [place({sku: 1}).number, place({sku: 1}).number] == ["2610010000001", "2610010000002"]


def test_a_twin_of_the_last_unit_gets_the_order_even_if_its_customer_has_gone_over_to_another() -> None:
    sku, guest, account = stocked_sku(units=1), CustomerFactory(), CustomerFactory()
    order = place({sku: 1}, customer=guest, client_token="once")

    assert place({sku: 1}, customer=guest, client_token="once") == order
    merge_customers(guest=guest, into=account, at=NOW)
    assert place({sku: 1}, customer=guest, client_token="once") == order
    with pytest.raises(OutOfStock):
        place({sku: 1}, customer=guest, client_token="again")

    assert Order.objects.get().customer == account


def statements_of(sku_count: int, *, promoted: bool = False) -> int:
    """SQL statements of an order by a customer who was here before, without savepoints."""
    quantities = {stocked_sku(price_fen=6800): 1 for _ in range(sku_count)}
    customer = CustomerFactory(name="林晓", phone="13800138000")
    for sku in quantities:
        add_to_cart(customer=customer, sku_id=sku.pk, quantity=1, at=NOW)
    if promoted:
        make_promotion(*quantities, price_fen=4800)
    with CaptureQueriesContext(connection) as statements:
        place_order(
            customer=customer,
            lines=[LineData(sku.pk, 1) for sku in quantities],
            address=address(),
            client_token="t",
            expected_total_fen=(4800 if promoted else 6800) * sku_count,
            at=NOW,
        )
    assert not CartLine.objects.exists()
    return sum("SAVEPOINT" not in row["sql"] for row in statements.captured_queries)


@pytest.mark.parametrize(("sku_count", "promoted", "statements"), [(1, False, 11), (3, False, 14), (1, True, 17)])
def test_the_number_of_statements_of_an_order(sku_count: int, promoted: bool, statements: int) -> None:
    assert statements_of(sku_count, promoted=promoted) == statements
