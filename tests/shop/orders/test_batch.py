"""Goods for several people: one order each, placed and closed as one, nothing at all after a refusal."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from microbrand import audit
from shop.core.errors import InvalidInput
from shop.core.models import OutboxEvent
from shop.customers.models import Address
from shop.inventory.errors import OutOfStock
from shop.inventory.models import QuotaUse, Reservation
from shop.inventory.operations import save_quota
from shop.orders.enums import CancelReason, OrderStatus
from shop.orders.errors import (
    NoReceivers,
    OneReceiverOnly,
    OrderNotInState,
    ReceiverRefused,
    TooManyReceivers,
    TotalChanged,
)
from shop.orders.lines import LineData
from shop.orders.models import CartLine, Order, OrderBatch
from shop.orders.operations import add_to_cart, cancel_order, expire_due, expire_order, prolong_order
from shop.orders.wishes import Wishes
from shop.promotions.errors import PersonLimitReached, PromotionUsedUp
from shop.promotions.models import PersonUse, PromotionUse
from shop.shipping.operations import ZoneData
from tests.factories import NOW
from tests.factories.catalog import made_to_order, make_sku
from tests.factories.customers import CustomerFactory, address, phone
from tests.factories.inventory import bundle, stock_of, stocked_sku
from tests.factories.orders import place_several, receiver
from tests.factories.promotions import item_of, make_promotion
from tests.factories.shipping import make_template, rest
from tests.factories.vouchers import voucher_sku

pytestmark = pytest.mark.django_db


def orders_of(batch: OrderBatch) -> list[Order]:
    return list(batch.orders.order_by("pk"))


def assert_nothing_was_written() -> None:
    assert not OrderBatch.objects.exists()
    assert not Order.objects.exists()
    assert not Reservation.objects.exists()
    assert not OutboxEvent.objects.filter(name="orders.placed").exists()


def test_each_receiver_gets_an_order_with_their_goods_card_and_day() -> None:
    tea, cup = stocked_sku(units=10, price_fen=6800), stocked_sku(units=10, price_fen=2500)
    customer = CustomerFactory()
    day = (NOW + timedelta(days=5)).date()

    batch = place_several(
        [],
        customer=customer,
        receivers=[
            receiver({tea: 2}, number=1, wishes=Wishes(gift_text="新年好", delivery_on=day)),
            receiver({tea: 1, cup: 3}, number=2),
        ],
        expected_total_fen=3 * 6800 + 3 * 2500,
        note="礼盒",
        origin={"last_link": 7},
    )

    first, second = orders_of(batch)
    assert [(order.customer, order.batch, order.status) for order in (first, second)] == [
        (customer, batch, "pending")
    ] * 2
    assert (first.recipient, first.phone, first.gift_text, first.delivery_on) == ("友1", phone(1), "新年好", day)
    assert (first.total_fen, second.total_fen) == (13600, 6800 + 7500)
    assert [(line.sku, line.quantity) for line in second.lines.all()] == [(tea, 1), (cup, 3)]
    assert (first.note, second.origin) == ("礼盒", {"last_link": 7})
    assert first.expires_at == second.expires_at == NOW + timedelta(minutes=30)
    assert (stock_of(tea), stock_of(cup)) == ((10, 3), (10, 3))
    assert [entry.kind for entry in second.entries.all()] == ["placed"]
    assert OutboxEvent.objects.filter(name="orders.placed").count() == 2
    # The buyer's book and name are not filled with those of others.
    assert not Address.objects.filter(customer=customer).exists()
    customer.refresh_from_db()
    assert customer.phone == ""


def test_the_same_token_finds_the_same_batch_and_a_refusal_of_the_twin_too() -> None:
    sku = stocked_sku(units=2)
    customer = CustomerFactory()

    first = place_several([{sku: 1}, {sku: 1}], customer=customer, client_token="once")
    again = place_several([{sku: 1}, {sku: 1}], customer=customer, client_token="once")

    assert (again, OrderBatch.objects.count(), Order.objects.count()) == (first, 1, 2)
    assert stock_of(sku) == (2, 2)


def test_what_was_in_the_cart_leaves_it_and_what_came_meanwhile_stays() -> None:
    tea, cup = stocked_sku(units=20), stocked_sku(units=20)
    customer = CustomerFactory()
    add_to_cart(customer=customer, sku_id=tea.pk, quantity=2, at=NOW)
    add_to_cart(customer=customer, sku_id=cup.pk, quantity=5, at=NOW)

    place_several([{tea: 2, cup: 1}, {tea: 1, cup: 4}], customer=customer)

    assert list(CartLine.objects.values_list("sku", "quantity")) == [(cup.pk, 1)]


def test_freight_is_charged_for_each_parcel_by_its_region() -> None:
    sku = stocked_sku(units=10, price_fen=6800)
    make_template(rest(800), ZoneData(regions=("65",), first_fen=2500))
    near = receiver({sku: 1})
    far = receiver({sku: 2}, address=address(province="新疆维吾尔自治区", city="乌鲁木齐市", district="天山区"))

    batch = place_several([], receivers=[near, far], expected_total_fen=3 * 6800 + 800 + 2500)

    assert [(order.freight_fen, order.total_fen) for order in orders_of(batch)] == [(800, 7600), (2500, 16100)]
    with pytest.raises(TotalChanged):
        place_several([], receivers=[near, far], expected_total_fen=3 * 6800 + 800)


def test_a_parcel_that_cannot_be_sent_is_named_and_nothing_is_placed() -> None:
    sku = stocked_sku(units=10)
    make_template(rest(0), ZoneData(regions=("54",), delivers=False))
    tibet = receiver({sku: 1}, number=2, address=address(recipient="扎西", province="西藏自治区", city="拉萨市"))

    with pytest.raises(ReceiverRefused) as refused:
        place_several([], receivers=[receiver({sku: 1}), tibet], expected_total_fen=1)

    said = refused.value
    assert (said.position, said.field, said.code) == (2, "receivers.1.province", "no_delivery")
    assert "扎西" in str(said)
    assert_nothing_was_written()


@pytest.mark.parametrize(
    ("receivers", "error"),
    [
        (lambda _sku: [], NoReceivers),
        (lambda sku: [receiver({sku: 1})] * 101, TooManyReceivers),
        (lambda sku: [receiver({sku: 1}), receiver({sku: 0})], ReceiverRefused),
        (lambda sku: [receiver({sku: 1}), receiver({})], ReceiverRefused),
        (lambda sku: [receiver({sku: 1}), receiver({sku: 1000})], ReceiverRefused),
        (lambda sku: [receiver({sku: 1}, wishes=Wishes(gift_text="x" * 201))], ReceiverRefused),
        (lambda sku: [receiver({sku: 6}), receiver({sku: 5}, number=2)], OutOfStock),
    ],
)
def test_refusals_write_nothing(receivers: Any, error: type[Exception]) -> None:
    sku = stocked_sku(units=10, price_fen=100)
    rows = receivers(sku)
    total = sum(line.quantity for row in rows for line in row.lines) * 100
    with pytest.raises(error):
        place_several([], receivers=rows, expected_total_fen=total)
    assert_nothing_was_written()


def test_a_token_must_be_one_and_too_many_lines_are_too_much() -> None:
    with pytest.raises(InvalidInput):
        place_several([], client_token="")
    rows = [receiver({}, lines=[LineData(number, 1) for number in range(1, 12)])] * 100
    with pytest.raises(TooManyReceivers):
        place_several([], receivers=rows)


def test_what_is_made_for_one_person_is_not_sent_to_several() -> None:
    for sku in (voucher_sku(), make_sku(product=made_to_order())):
        with pytest.raises(OneReceiverOnly):
            place_several([{sku: 1}])
    assert_nothing_was_written()


def test_bundles_quotas_and_promotions_count_over_all_receivers() -> None:
    apple = stocked_sku(units=20)
    box = bundle({apple: 3})
    quota = save_quota(by=None, name="Q", limit=3, sku_ids=[box.pk])
    promotion = make_promotion(apple, price_fen=100, quantity_limit=3, per_person_limit=2)

    batch = place_several([{box: 1, apple: 1}, {box: 2, apple: 2}])

    quota.refresh_from_db()
    assert (stock_of(apple), quota.used, item_of(promotion).used) == ((20, 12), 3, 3)
    assert list(PersonUse.objects.order_by("person_key").values_list("person_key", "used")) == [
        (phone(1), 1),
        (phone(2), 2),
    ]
    assert list(QuotaUse.objects.order_by("pk").values_list("quantity", flat=True)) == [1, 2]
    with pytest.raises(OutOfStock):
        place_several([{box: 1}])
    cancel_order(by=None, order=orders_of(batch)[1], reason=CancelReason.CUSTOMER, at=NOW)
    quota.refresh_from_db()
    assert (stock_of(apple), quota.used, item_of(promotion).used) == ((20, 0), 0, 0)
    with pytest.raises(PromotionUsedUp):
        place_several([{apple: 2}, {apple: 2}])
    with pytest.raises(PersonLimitReached):
        place_several([{apple: 3}])


def test_it_is_placed_in_as_many_statements_for_many_as_for_few() -> None:
    apple = stocked_sku(units=200)
    box = bundle({apple: 3})
    save_quota(by=None, name="Q", limit=40, sku_ids=[box.pk])
    make_promotion(apple, price_fen=100, quantity_limit=80, per_person_limit=2)

    with CaptureQueriesContext(connection) as few:
        place_several([{box: 1, apple: 1}] * 2)
    with CaptureQueriesContext(connection) as many:
        place_several([{box: 1, apple: 1}] * 20)

    assert len(many) == len(few)


def test_one_person_who_gets_two_parcels_has_one_limit() -> None:
    sku = stocked_sku(units=10)
    promotion = make_promotion(sku, price_fen=100, per_person_limit=3)
    twice = [receiver({sku: units}, number=number) for number, units in [(1, 1), (1, 2), (2, 1)]]

    place_several([], receivers=twice, expected_total_fen=400)

    assert list(PersonUse.objects.order_by("person_key").values_list("person_key", "used")) == [
        (phone(1), 3),
        (phone(2), 1),
    ]
    assert list(PromotionUse.objects.order_by("pk").values_list("person_key", "quantity")) == [
        (phone(1), 1),
        (phone(1), 2),
        (phone(2), 1),
    ]
    with pytest.raises(PersonLimitReached):
        place_several(
            [], receivers=[receiver({sku: 1}, number=3), receiver({sku: 1}, number=1)], expected_total_fen=200
        )
    assert (item_of(promotion).used, stock_of(sku)) == (4, (10, 4))


def test_unpaid_it_is_closed_as_one_by_whomever() -> None:
    sku = stocked_sku(units=10)
    for reason in (CancelReason.CUSTOMER, CancelReason.MERCHANT):
        one, other = orders_of(place_several([{sku: 1}, {sku: 2}]))

        closed = cancel_order(by=None, order=other, reason=reason, at=NOW)

        assert (closed, closed.status) == (other, "cancelled")
        one.refresh_from_db()
        assert (one.status, one.cancel_reason) == ("cancelled", reason)
        assert stock_of(sku) == (10, 0)
        with pytest.raises(OrderNotInState):
            cancel_order(by=None, order=other, reason=reason, at=NOW)


def test_it_expires_as_one() -> None:
    sku = stocked_sku(units=10)
    one, other = orders_of(place_several([{sku: 1}, {sku: 2}]))
    with pytest.raises(OrderNotInState):
        expire_order(order_id=one.pk, at=NOW)

    assert expire_due(at=one.expires_at) == 1

    statuses = set(Order.objects.values_list("status", "cancel_reason"))
    assert (statuses, stock_of(sku)) == ({(OrderStatus.CANCELLED, CancelReason.EXPIRED)}, (10, 0))
    with pytest.raises(OrderNotInState):
        expire_order(order_id=other.pk, at=other.expires_at)


def test_more_time_is_for_all_of_it() -> None:
    one, other = orders_of(place_several([{stocked_sku(): 1}, {stocked_sku(): 1}]))
    until = NOW + timedelta(days=2)

    assert prolong_order(order=one, until=until, reason="x", at=NOW)

    assert set(Order.objects.values_list("expires_at", flat=True)) == {until}
    assert set(Reservation.objects.values_list("expires_at", flat=True)) == {until}
    assert not prolong_order(order=other, until=until, reason="x", at=NOW)
    assert [result.name for result in audit.run(at=NOW) if result.breach_count] == []
