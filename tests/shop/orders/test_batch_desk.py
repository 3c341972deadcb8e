"""What the desk sees of orders that are paid together."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shop.orders.models import Order
from shop.payments.models import Payment
from shop.payments.operations import start_payment
from tests.factories.inventory import stocked_sku
from tests.factories.orders import place, place_several
from tests.factories.payments import pay
from tests.factories.staff import member

pytestmark = pytest.mark.django_db

LIST = reverse("order_desk:list")


@pytest.fixture
def batch():
    return place_several([{stocked_sku(price_fen=6800): 1}, {stocked_sku(price_fen=2500): 1}], at=timezone.now())


@pytest.fixture
def owner(client):
    user = member("Owner")
    client.force_login(user)
    return user


def text_of(client, url):
    return client.get(url).content.decode()


def test_orders_of_a_batch_are_found_by_its_number_and_lead_to_each_other(client, owner, batch):
    place(at=timezone.now())
    orders = list(batch.orders.order_by("pk"))

    found = client.get(LIST, {"q": batch.number})

    assert {row["order"] for row in found.context["rows"]} == set(orders)
    page = text_of(client, reverse("order_desk:order", args=[orders[1].number]))
    assert f"{LIST}?q={batch.number}" in page


def test_closing_an_unpaid_one_says_that_all_are_closed_and_closes_them(client, owner, batch):
    order = batch.orders.latest("pk")
    url = reverse("order_desk:cancel", args=[order.number])
    assert any("2" in said for said in client.get(url).context["consequences"])

    client.post(url, {"text": "x"})

    assert set(batch.orders.values_list("status", flat=True)) == {"cancelled"}


def test_the_page_of_each_shows_its_part_and_before_that_what_was_begun_for_all(client, owner, batch):
    order = batch.orders.first()
    url = reverse("order_desk:order", args=[order.number])
    begun, _start = start_payment(order=order, gateway_code="sandbox", at=timezone.now())
    assert begun.reference in text_of(client, url)
    pay(order, at=timezone.now())

    page = text_of(client, url)

    assert f"{begun.reference}-1" in page
    assert "¥93" in page


def test_a_bank_transfer_for_all_of_them_is_written_down_once(client, owner, batch, settings):
    settings.PAYMENT_GATEWAYS = ["sandbox", "transfer"]
    order = batch.orders.first()
    payment, _start = start_payment(order=order, gateway_code="transfer", at=timezone.now() - timedelta(minutes=1))
    assert batch.number in text_of(client, reverse("payment_desk:transfers"))
    url = reverse("payment_desk:arrived", args=[payment.reference])
    assert url in text_of(client, reverse("order_desk:order", args=[order.number]))

    sent = {"amount": "93.00", "received_on": str(timezone.localdate()), "bank_reference": "B-1234"}
    assert client.post(url, sent).status_code == 302

    assert set(Order.objects.values_list("status", flat=True)) == {"paid"}
    assert sorted(Payment.objects.exclude(part_of=None).values_list("amount_fen", flat=True)) == [2500, 6800]
    arrived = text_of(client, reverse("payment_desk:transfers") + "?tab=arrived")
    assert batch.number in arrived
