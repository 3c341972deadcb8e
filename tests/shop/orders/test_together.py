"""Orders of one person leave in one parcel; nothing is moved between them."""

from datetime import timedelta

import pytest
from django.test import Client

from microbrand import audit
from shop.core.errors import InvalidInput
from shop.inventory.models import StockMovement
from shop.orders.models import Order, Shipment
from shop.orders.operations import hold_order, ship_order, ship_together
from shop.orders.queries import goes_along
from shop.shipping.models import Consignment
from tests.factories import NOW
from tests.factories.customers import CustomerFactory, address
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.orders import order_in, paid_order, place
from tests.factories.staff import UserFactory, member

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def together(order: Order, *others: Order, number: str = "SF0001") -> list[Shipment]:
    return ship_together(
        by=None, order=order, others=[row.pk for row in others], carrier="sf", tracking_number=number, at=LATER
    )


def test_all_of_them_leave_under_one_number_and_each_keeps_what_is_its_own() -> None:
    lin, apple, jam = CustomerFactory(), stocked_sku(price_fen=3333), stocked_sku(price_fen=5000)
    first = paid_order({apple: 3}, customer=lin)
    second = paid_order({jam: 1, apple: 1}, customer=lin)
    ship_order(by=None, order=first, carrier="sf", tracking_number="SF0000", at=NOW, units={first.lines.get().pk: 1})
    first.refresh_from_db()

    parcels = together(second, first)

    assert [(row.order, row.tracking_number) for row in parcels] == [(first, "SF0001"), (second, "SF0001")]
    assert [sum(row.lines.values_list("quantity", flat=True)) for row in parcels] == [2, 2]
    assert Consignment.objects.get(tracking_number="SF0001").shipments.count() == 2
    assert list(Order.objects.order_by("pk").values_list("status", "total_fen")) == [
        ("shipped", 9999),
        ("shipped", 8333),
    ]
    assert (stock_of(apple), stock_of(jam)) == ((6, 0), (9, 0))
    assert not [row.name for row in audit.run(at=NOW + timedelta(minutes=5)) if row.breach_count]


def test_only_what_goes_to_the_same_person_at_the_same_address_goes_along() -> None:
    lin = CustomerFactory()
    order, along = paid_order(customer=lin), paid_order(customer=lin)
    elsewhere = paid_order(customer=lin, address=address(street="别处 9 号"))
    present = paid_order(customer=lin, address=address(recipient="欧阳清"))
    unpaid, held, theirs = place(customer=lin), paid_order(customer=lin), paid_order()
    hold_order(by=UserFactory(), order=held, reason="等", at=NOW)
    assert list(goes_along(order)) == [along]
    for status in ("pending", "shipped", "completed", "cancelled"):
        assert list(goes_along(order_in(status))) == []

    for other in (elsewhere, present, unpaid, held, theirs):
        with pytest.raises(InvalidInput):
            together(order, along, other)
    for others in ([], [order], [999_999]):
        with pytest.raises(InvalidInput):
            ship_together(
                by=None,
                order=order,
                others=[getattr(one, "pk", one) for one in others],
                carrier="sf",
                tracking_number="SF1",
                at=LATER,
            )
    assert not Shipment.objects.filter(order=order).exists()


def test_all_or_nothing() -> None:
    lin = CustomerFactory()
    order, other = paid_order(customer=lin), paid_order({stocked_sku(): 2}, customer=lin)
    ship_order(by=None, order=other, carrier="sf", tracking_number="SF0001", at=NOW, units={other.lines.get().pk: 1})
    before = StockMovement.objects.count()

    with pytest.raises(InvalidInput):
        together(order, other)

    order.refresh_from_db()
    assert (order.status, order.shipped_at, StockMovement.objects.count()) == ("paid", None, before)


def test_the_desk_says_so_and_ships_what_is_ticked(client: Client) -> None:
    lin = CustomerFactory()
    order, second, third = (paid_order(customer=lin) for _ in range(3))
    client.force_login(member("Warehouse"))
    page = f"/admin/orders/{order.number}/"
    assert f"{page}together/" in client.get(page).content.decode()
    assert second.number in client.get(f"{page}together/").content.decode()
    parcel = {"carrier": "sf", "tracking_number": "SF7777"}
    assert client.post(f"{page}together/", parcel).status_code == 422

    assert client.post(f"{page}together/", {**parcel, "others": [second.pk]}).status_code == 302

    assert set(Shipment.objects.values_list("order", "tracking_number")) == {
        (order.pk, "SF7777"),
        (second.pk, "SF7777"),
    }
    assert "together/" not in client.get(f"/admin/orders/{third.number}/").content.decode()
