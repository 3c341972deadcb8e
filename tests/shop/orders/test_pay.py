"""Paid: firm holds, the price log, and money that comes late."""

from datetime import timedelta

import pytest

from shop.catalog.models import PriceEntry
from shop.core.models import OutboxEvent
from shop.inventory.models import Reservation
from shop.orders.errors import OrderNotInState, PaymentTooLate
from shop.orders.models import Order
from shop.orders.operations import expire_due, expire_order, mark_paid
from tests.factories import NOW
from tests.factories.customers import address, phone
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.orders import place
from tests.factories.promotions import item_of, make_promotion

pytestmark = pytest.mark.django_db

LATE = NOW + timedelta(hours=2)


def entries(order: Order) -> list[str]:
    return [entry.kind for entry in order.entries.all()]


def sold() -> list[tuple[str, int, int]]:
    return list(PriceEntry.objects.filter(kind="sold").order_by("id").values_list("reference", "price_fen", "quantity"))


def live(order: Order) -> list[tuple[int, str]]:
    rows = Reservation.objects.filter(reference=order.number).exclude(state="released")
    return list(rows.order_by("stock_id").values_list("quantity", "state"))


def test_paying_makes_the_hold_firm_and_the_sale_known() -> None:
    sku = stocked_sku(price_fen=6800)
    order = place({sku: 2})

    paid = mark_paid(order_id=order.pk, at=NOW)

    assert (paid.status, paid.paid_at) == ("paid", NOW)
    assert live(order) == [(2, "confirmed")]
    assert sold() == [(order.number, 6800, 2)]
    assert entries(order) == ["placed", "paid"]
    assert OutboxEvent.objects.latest("id").name == "orders.paid"
    with pytest.raises(OrderNotInState):
        mark_paid(order_id=order.pk, at=NOW)
    assert len(sold()) == 1


def test_money_past_the_deadline_is_good_while_the_hold_lasts() -> None:
    sku = stocked_sku(units=1)
    order = place({sku: 1})

    assert mark_paid(order_id=order.pk, at=LATE).status == "paid"
    assert stock_of(sku) == (1, 1)


def test_an_expired_order_is_revived_if_its_goods_are_still_there() -> None:
    sku = stocked_sku(price_fen=6800)
    promotion = make_promotion(sku, price_fen=4800, quantity_limit=2, per_person_limit=2)
    order = place({sku: 2})
    expire_order(order_id=order.pk, at=order.expires_at)
    assert (stock_of(sku), item_of(promotion).used) == ((10, 0), 0)

    revived = mark_paid(order_id=order.pk, at=LATE)

    assert (revived.status, revived.cancel_reason, revived.cancelled_at, revived.paid_at) == ("paid", "", None, LATE)
    assert (stock_of(sku), item_of(promotion).used) == ((10, 2), 2)
    assert live(order) == [(2, "confirmed")]
    assert sold() == [(order.number, 4800, 2)]
    assert entries(order) == ["placed", "cancelled", "revived"]


@pytest.mark.parametrize("closed", [True, False])
def test_money_for_goods_that_are_gone_is_refused_and_nothing_written(closed: bool) -> None:
    sku, other = stocked_sku(units=1), stocked_sku()
    order = place({sku: 1, other: 1})
    if closed:
        expire_order(order_id=order.pk, at=order.expires_at)
    rival = place({sku: 1}, at=order.expires_at)
    before = (live(order), entries(order), Order.objects.filter(pk=order.pk).values().get())

    with pytest.raises(PaymentTooLate):
        mark_paid(order_id=order.pk, at=order.expires_at)

    assert (live(order), entries(order), Order.objects.filter(pk=order.pk).values().get()) == before
    assert sold() == []
    assert stock_of(sku) == (1, 1)
    assert live(rival) == [(1, "held")]


def test_one_lost_hold_of_two_is_taken_again() -> None:
    scarce, other = stocked_sku(units=1), stocked_sku()
    order = place({scarce: 1, other: 1})
    # A rival takes the unit after the deadline and lets it go: the order itself was never closed.
    rival = place({scarce: 1}, at=order.expires_at)
    expire_order(order_id=rival.pk, at=rival.expires_at)
    assert live(order) == [(1, "held")]

    paid = mark_paid(order_id=order.pk, at=LATE)

    assert paid.status == "paid"
    assert live(order) == [(1, "confirmed"), (1, "confirmed")]
    assert (stock_of(scarce), stock_of(other)) == ((1, 1), (10, 1))


def test_a_revived_order_does_not_get_promotional_units_that_others_took() -> None:
    sku = stocked_sku(price_fen=6800)
    promotion = make_promotion(sku, price_fen=4800, quantity_limit=1)
    order = place({sku: 1})
    expire_order(order_id=order.pk, at=order.expires_at)
    place({sku: 1}, at=order.expires_at, address=address(phone=phone(1)))

    with pytest.raises(PaymentTooLate):
        mark_paid(order_id=order.pk, at=LATE)

    assert (stock_of(sku), item_of(promotion).used) == ((10, 1), 1)


def test_the_price_paid_is_kept_though_the_promotion_is_over() -> None:
    sku = stocked_sku(price_fen=6800)
    make_promotion(sku, price_fen=4800)
    order = place({sku: 1}, at=NOW + timedelta(minutes=59))
    expire_due(at=LATE)

    assert mark_paid(order_id=order.pk, at=LATE).total_fen == 4800
