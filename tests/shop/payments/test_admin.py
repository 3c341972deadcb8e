"""Money given back by the desk."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.orders.models import Order
from shop.payments.models import Refund
from tests.factories.orders import paid_order, place
from tests.factories.staff import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(member("Operations", username="lin"))
    return client


def order_page(order: Order) -> str:
    return reverse("order_desk:order", args=[order.number])


def give_back(desk: Client, order: Order, amount: str, token: str = "0123456789abcdef", **fields: str) -> Any:
    address = reverse("payment_desk:refund", args=[order.number])
    return desk.post(address, {"amount_fen": amount, "reason": "盒子压坏了", "token": token, **fields}, follow=True)


def test_a_part_goes_back_once_and_is_told(desk: Client) -> None:
    order = paid_order(at=timezone.now())
    address = reverse("payment_desk:refund", args=[order.number])
    assert address in desk.get(order_page(order)).content.decode()
    assert "¥68.00" in desk.get(address).content.decode()

    response = give_back(desk, order, "18.5")
    give_back(desk, order, "18.5")

    refund = Refund.objects.get()
    assert (refund.amount_fen, refund.reason, refund.cause) == (1850, "盒子压坏了", "returned")
    page = response.content.decode()
    assert all(text in page for text in ("−¥18.50", refund.reference, "盒子压坏了", "lin"))
    assert "¥49.50" in desk.get(address).content.decode()


@pytest.mark.parametrize(
    ("amount", "fields"), [("68.01", {}), ("0", {}), ("1.234", {}), ("1", {"reason": ""}), ("1", {"token": "x"})]
)
def test_what_cannot_be_is_refused_at_its_field(desk: Client, amount: str, fields: dict[str, str]) -> None:
    response = give_back(desk, paid_order(at=timezone.now()), amount, **fields)

    assert response.status_code == 422
    assert response.context["form"].errors
    assert not Refund.objects.exists()


def test_an_unpaid_order_offers_nothing_to_give_back(desk: Client) -> None:
    order = place(at=timezone.now())

    assert reverse("payment_desk:refund", args=[order.number]) not in desk.get(order_page(order)).content.decode()
    assert desk.get(reverse("payment_desk:refund", args=[order.number])).status_code == 302
    give_back(desk, order, "1")

    assert not Refund.objects.exists()


def test_only_those_who_may_give_money_back(client: Client) -> None:
    client.force_login(member("Warehouse"))

    assert client.get(reverse("payment_desk:refund", args=[paid_order(at=timezone.now()).number])).status_code == 302
    assert give_back(client, Order.objects.get(), "1").redirect_chain
    assert not Refund.objects.exists()
