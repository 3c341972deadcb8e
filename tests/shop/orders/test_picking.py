"""What to fetch for the orders to ship, place by place."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.inventory.models import Lot
from shop.inventory.operations import LotData, receive, transfer
from shop.inventory.queries import pick_list
from shop.orders.operations import hold_order
from tests.factories import NOW
from tests.factories.inventory import bundle, home, make_place, stocked_sku
from tests.factories.orders import paid_order, place, ship
from tests.factories.staff import member

pytestmark = pytest.mark.django_db


def told(references, at=NOW) -> list[tuple[str, str, str, int]]:
    return [
        (pick.place.name if pick.place else "", pick.sku.code, pick.lot.code if pick.lot else "", pick.units)
        for pick in pick_list(references, at=at)
    ]


def test_it_says_where_shipping_will_take_the_units(django_assert_num_queries) -> None:
    apple, jam, shop = stocked_sku(units=3, code="A"), stocked_sku(units=9, code="J"), make_place("店")
    later = timezone.localdate(NOW) + timedelta(days=90)
    receive(by=None, sku=apple, units=2, lot=LotData(code="L1", expires_on=later), at=NOW)
    transfer(by=None, sku=jam, units=8, origin=home(), to=shop, at=NOW)
    numbers = [paid_order({apple: 3}).number, paid_order({bundle({jam: 2}): 2}).number]
    main = pick_list(numbers, at=NOW)[0].place.name

    with django_assert_num_queries(3):
        found = told(numbers)

    assert found == [(main, "A", "", 1), (main, "A", "L1", 2), (main, "J", "", 1), ("店", "J", "", 3)]
    assert told(["unknown"]) == []


def test_what_expired_since_is_said_to_be_missing() -> None:
    apple = stocked_sku(units=1, code="A")
    tomorrow = timezone.localdate(NOW) + timedelta(days=1)
    receive(by=None, sku=apple, units=2, lot=LotData(code="L1", expires_on=tomorrow), at=NOW)
    order = paid_order({apple: 3})

    Lot.objects.update(expires_on=date(2020, 1, 1))

    assert told([order.number])[-1] == ("", "A", "", 2)


def test_the_page_holds_what_waits_and_nothing_else(client: Client) -> None:
    client.force_login(member("Warehouse"))
    url, sku = reverse("order_desk:pick_list"), stocked_sku(units=50)
    assert client.get(url).context["places"] == []
    for units in (1, 2):
        paid_order({sku: units}, at=timezone.now())
    place({sku: 5}, at=timezone.now())
    ship(paid_order({sku: 7}))
    hold_order(by=None, order=paid_order({sku: 11}, at=timezone.now()), reason="等等", at=timezone.now())

    response = client.get(url)

    assert (response.context["count"], response.context["units"]) == (2, 3)
    assert sku.code in response.content.decode()
    assert client.get(url, {"tab": "late"}).context["count"] == 0
    assert client.get(url, {"since": "soon"}).context["count"] == 0
