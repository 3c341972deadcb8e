"""A tracking number that was typed wrongly is corrected, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from microbrand import audit
from shop.core.errors import InvalidInput
from shop.orders.errors import OrderNotInState
from shop.orders.models import Order, OrderEntry, Shipment
from shop.orders.operations import complete_order, correct_waybill, ship_order
from shop.shipping.errors import UnknownCarrier
from shop.shipping.models import Consignment
from shop.shipping.operations import ask_due
from tests.factories import NOW
from tests.factories.customers import CustomerFactory
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.orders import paid_order
from tests.factories.staff import UserFactory, member

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)


def sent(number: str = "SF0001", order: Order | None = None, **fields) -> Shipment:
    return ship_order(by=None, order=order or paid_order(), carrier="sf", tracking_number=number, at=NOW, **fields)


def test_the_right_number_is_followed_from_when_the_parcel_left() -> None:
    sku = stocked_sku()
    parcel, user = sent(order=paid_order({sku: 1})), UserFactory()
    stock = stock_of(sku)

    correct_waybill(by=user, shipment=parcel, carrier="local", tracking_number=" lc 0010 ", at=LATER)

    parcel.refresh_from_db()
    assert (parcel.carrier, parcel.tracking_number, parcel.shipped_at) == ("local", "LC0010", NOW)
    wrong, right = Consignment.objects.order_by("pk")
    assert (wrong.tracking_number, wrong.ended_at) == ("SF0001", LATER)
    assert (parcel.consignment, right.handed_over_at) == (right, NOW)
    assert ask_due(at=LATER) == 1
    assert stock_of(sku) == stock
    assert OrderEntry.objects.get(kind="waybill").text == "SF0001 → LC0010"
    line = ModelLogEntry.objects.get(action="orders.correct_waybill")
    assert (line.user, line.data) == (user, {"from": "sf SF0001", "to": "local LC0010"})
    assert not [row.name for row in audit.run(at=LATER) if row.breach_count]


def test_a_number_that_others_share_stays_followed_for_them() -> None:
    mine, theirs = sent(), sent()

    correct_waybill(by=UserFactory(), shipment=mine, carrier="sf", tracking_number="SF0002", at=LATER)

    theirs.refresh_from_db()
    assert (theirs.tracking_number, theirs.consignment.ended_at) == ("SF0001", None)


def test_all_that_lie_in_the_parcel_are_corrected_in_one_step_or_none() -> None:
    mine, along, theirs, elsewhere = sent(), sent(), sent(), sent("SF0007")
    user = UserFactory()
    for others in ([along.pk, elsewhere.pk], [along.pk, 999_999]):
        with pytest.raises(InvalidInput):
            correct_waybill(by=user, shipment=mine, carrier="sf", tracking_number="SF9", at=LATER, others=others)
    complete_order(by=None, order=theirs.order, at=LATER)
    with pytest.raises(OrderNotInState):
        correct_waybill(by=user, shipment=mine, carrier="sf", tracking_number="SF9999", at=LATER, others=[theirs.pk])
    assert not Shipment.objects.filter(tracking_number__startswith="SF9").exists()

    rows = correct_waybill(by=user, shipment=mine, carrier="sf", tracking_number="SF0002", at=LATER, others=[along.pk])

    assert rows == [mine, along]
    numbers = [Shipment.objects.get(pk=row.pk).tracking_number for row in (mine, along, theirs)]
    assert numbers == ["SF0002", "SF0002", "SF0001"]
    wrong, right = Consignment.objects.filter(tracking_number__in=["SF0001", "SF0002"]).order_by("pk")
    assert (wrong.ended_at, right.shipments.count()) == (LATER, 2)
    assert OrderEntry.objects.filter(kind="waybill").count() == 2
    assert not [row.name for row in audit.run(at=LATER) if row.breach_count]


def test_what_cannot_be_is_refused_and_nothing_written() -> None:
    order = paid_order({stocked_sku(): 2})
    line = order.lines.get()
    first = sent("SF0001", order, units={line.pk: 1})
    sent("SF0002", order)
    before = list(Shipment.objects.order_by("pk").values())
    for carrier, number, refusal in (
        ("sf", "SF0001", InvalidInput),
        ("sf", "SF0002", InvalidInput),
        ("sf", "?", InvalidInput),
        ("pickup", "SF0003", UnknownCarrier),
    ):
        with pytest.raises(refusal):
            correct_waybill(by=UserFactory(), shipment=first, carrier=carrier, tracking_number=number, at=LATER)
    complete_order(by=None, order=order, at=LATER)
    with pytest.raises(OrderNotInState):
        correct_waybill(by=UserFactory(), shipment=first, carrier="sf", tracking_number="SF0003", at=LATER)

    assert list(Shipment.objects.order_by("pk").values()) == before
    assert not OrderEntry.objects.filter(kind="waybill").exists()


def test_the_desk_corrects_it(client: Client, time_machine: Any) -> None:
    # Before the orders count as received.
    time_machine.move_to(LATER)
    lin = CustomerFactory()
    parcel, other, stranger = sent(order=paid_order(customer=lin)), sent(order=paid_order(customer=lin)), sent()
    client.force_login(member("Warehouse"))
    address = f"/admin/orders/{parcel.order.number}/parcels/{parcel.pk}/number/"

    field = client.get(address).context["form"].fields["others"]
    assert field.choices == [(other.pk, other.order.number), (stranger.pk, stranger.order.number)]
    assert field.initial == [other.pk]
    assert client.post(address, {"carrier": "sf", "tracking_number": "SF0001"}).status_code == 422
    right = {"carrier": "sf", "tracking_number": "SF0009", "others": [other.pk]}
    assert client.post(address, right).status_code == 302

    assert set(Shipment.objects.filter(tracking_number="SF0009")) == {parcel, other}
    assert (
        "others"
        not in client.get(f"/admin/orders/{stranger.order.number}/parcels/{stranger.pk}/number/").context["form"].fields
    )
    assert "SF0001 → SF0009" in client.get(f"/admin/orders/{parcel.order.number}/").content.decode()
