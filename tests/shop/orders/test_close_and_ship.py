"""Closing, shipping, completing, and notes."""

from datetime import timedelta

import pytest

from shop.core.errors import InvalidInput
from shop.core.models import OutboxEvent
from shop.inventory.models import StockMovement
from shop.orders.enums import CancelReason, OrderStatus
from shop.orders.models import Order, OrderEntry, Shipment
from shop.orders.operations import add_note, cancel_order, complete_order, expire_due, ship_order
from tests.factories import NOW
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.orders import order_in, paid_order, place, ship
from tests.factories.promotions import item_of, make_promotion
from tests.factories.staff import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("paid", [False, True])
def test_cancelling_gives_everything_back(paid: bool) -> None:
    sku, user = stocked_sku(price_fen=6800), UserFactory()
    promotion = make_promotion(sku, price_fen=4800, quantity_limit=5, per_person_limit=5)
    order = (paid_order if paid else place)({sku: 2})

    closed = cancel_order(by=user, order=order, reason=CancelReason.MERCHANT, at=NOW, text="缺货")

    assert (closed.status, closed.cancel_reason, closed.cancelled_at) == ("cancelled", "merchant", NOW)
    assert (stock_of(sku), item_of(promotion).used) == ((10, 0), 0)
    entry = closed.entries.get(kind="cancelled")
    assert (entry.by, entry.text) == (user, "缺货")
    event = OutboxEvent.objects.latest("id")
    assert (event.name, event.payload) == ("orders.cancelled", {"order_id": order.pk, "was_paid": paid})


def test_due_orders_are_closed_each_on_its_own_and_only_once() -> None:
    first, second = place(), place(at=NOW + timedelta(minutes=1))
    paid = paid_order()

    assert expire_due(at=first.expires_at - timedelta(microseconds=1)) == 0
    assert expire_due(at=first.expires_at) == 1
    assert expire_due(at=second.expires_at) == 1
    assert expire_due(at=second.expires_at) == 0
    assert [Order.objects.get(pk=order.pk).status for order in (first, second, paid)] == [
        "cancelled",
        "cancelled",
        "paid",
    ]


def test_shipping_moves_the_stock_and_writes_the_parcel() -> None:
    sku, user = stocked_sku(), UserFactory()
    order = paid_order({sku: 3})

    parcel = ship_order(by=user, order=order, carrier="sf", tracking_number=" sf 1234-5678 ", at=NOW)

    assert (parcel.carrier, parcel.tracking_number, parcel.by) == ("sf", "SF1234-5678", user)
    assert stock_of(sku) == (7, 0)
    movement = StockMovement.objects.latest("id")
    assert (movement.delta, movement.reference, movement.by) == (-3, order.number, user)
    assert Order.objects.get(pk=order.pk).shipped_at == NOW


@pytest.mark.parametrize(
    ("carrier", "number", "field"),
    [
        ("pigeon", "SF1234", "carrier"),
        ("", "SF1234", "carrier"),
        ("sf", "", "tracking_number"),
        ("sf", "123", "tracking_number"),
        ("sf", "1" * 41, "tracking_number"),
        ("sf", "快递单号一二三", "tracking_number"),
        ("sf", "SF<script>", "tracking_number"),
        ("sf", "----", "tracking_number"),
    ],
)
def test_a_bad_parcel_is_refused_and_nothing_written(carrier: str, number: str, field: str) -> None:
    order = paid_order()

    with pytest.raises(InvalidInput) as refusal:
        ship_order(by=None, order=order, carrier=carrier, tracking_number=number, at=NOW)

    assert refusal.value.field == field
    assert Order.objects.get(pk=order.pk).status == "paid"
    assert not Shipment.objects.exists()


def test_received() -> None:
    order = ship(paid_order())

    done = complete_order(by=None, order=order, at=NOW + timedelta(days=2))

    assert (done.status, done.completed_at) == ("completed", NOW + timedelta(days=2))
    assert OutboxEvent.objects.latest("id").name == "orders.completed"


def test_notes_have_a_length() -> None:
    order, user = order_in(OrderStatus.PENDING), UserFactory()

    assert add_note(by=user, order=order, text=" 已电话确认 ", at=NOW).text == "已电话确认"
    for text in (" ", "长" * 301, "x" * 1_000_000):
        with pytest.raises(InvalidInput):
            add_note(by=user, order=order, text=text, at=NOW)
    assert OrderEntry.objects.filter(kind="note").count() == 1
