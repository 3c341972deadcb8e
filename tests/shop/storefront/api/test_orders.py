"""The JSON API: ordering once, paying, own orders."""

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from shop.aftersales.changing import Wanted, change_of
from shop.aftersales.operations import change_goods
from shop.orders.models import Order
from tests.factories.inventory import stocked_sku
from tests.factories.payments import pay
from tests.factories.staff import UserFactory
from tests.shop.storefront.api.conftest import ADDRESS, make_sku, order

pytestmark = pytest.mark.django_db


def test_from_cart_to_paid_address(client: APIClient) -> None:
    sku = make_sku()
    cart = client.post("/api/v1/cart/lines/", {"sku": sku.pk, "quantity": 2}, format="json")
    assert cart.status_code == 201
    assert (cart.json()["total_fen"], cart.json()["is_orderable"]) == (13600, True)
    placed = order(client, 13600)
    assert placed.status_code == 201, placed.json()
    body = placed.json()
    assert (body["status"], body["total_fen"], body["address"]["phone"]) == ("pending", 13600, "13800138000")
    assert client.get("/api/v1/cart/").json()["lines"] == []
    started = client.post(f"/api/v1/orders/{body['number']}/payments/", {"gateway": "sandbox"}, format="json")
    assert started.status_code == 201
    assert started.json()["url"].startswith("http://testserver/pay/sandbox/")
    assert [row["number"] for row in client.get("/api/v1/orders/").json()["results"]] == [body["number"]]


def test_the_same_key_gives_the_same_order(client: APIClient) -> None:
    sku = make_sku()
    client.put(f"/api/v1/cart/lines/{sku.pk}/", {"quantity": 1}, format="json")
    client.post("/api/v1/cart/lines/", {"sku": sku.pk}, format="json")
    first, second = order(client, 6800), order(client, 6800)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["number"] == second.json()["number"]
    assert second["Idempotent-Replayed"] == "true"
    assert Order.objects.count() == 1
    other = order(client, 6800, note="another body")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_refused_order_leaves_the_key_free_and_nothing_behind(client: APIClient) -> None:
    sku = make_sku()
    client.post("/api/v1/cart/lines/", {"sku": sku.pk}, format="json")
    refused = order(client, 1)
    assert (refused.status_code, refused.json()["code"]) == (409, "total_changed")
    assert Order.objects.count() == 0
    assert order(client, 6800).status_code == 201


def test_an_order_needs_its_key(client: APIClient) -> None:
    answer = client.post("/api/v1/orders/", {"address": ADDRESS, "expected_total_fen": 1}, format="json")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["Idempotency-Key"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"recipient": ""}, "recipient"),
        ({"street": "x" * 1_000_000}, "street"),
        ({"province": "\x00"}, "province"),
    ],
)
def test_bad_address_names_the_field(client: APIClient, changes: dict[str, str], field: str) -> None:
    sku = make_sku()
    client.post("/api/v1/cart/lines/", {"sku": sku.pk}, format="json")
    answer = order(client, 6800, address={**ADDRESS, **changes})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]["address"]) == [field]


def test_orders_are_the_customers_own(client: APIClient, anonymous: APIClient) -> None:
    sku = make_sku()
    client.post("/api/v1/cart/lines/", {"sku": sku.pk}, format="json")
    number = order(client, 6800).json()["number"]
    token = anonymous.post("/api/v1/customers/").json()["token"]
    stranger = APIClient()
    stranger.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    for path in (f"/api/v1/orders/{number}/", "/api/v1/orders/1234567/"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"/api/v1/orders/{number}/cancel/").status_code == 404
    assert anonymous.get(f"/api/v1/orders/{number}/").status_code == 401
    assert Order.objects.get().status == "pending"


def test_cancel_once_and_then_not_again(client: APIClient) -> None:
    sku = make_sku(stock=1)
    client.post("/api/v1/cart/lines/", {"sku": sku.pk}, format="json")
    number = order(client, 6800).json()["number"]
    assert client.post(f"/api/v1/orders/{number}/cancel/").json()["status"] == "cancelled"
    assert client.post(f"/api/v1/orders/{number}/cancel/").json()["code"] == "order_state"
    assert client.post("/api/v1/cart/lines/", {"sku": sku.pk}, format="json").status_code == 201
    assert client.post(f"/api/v1/orders/{number}/receipt/").json()["code"] == "order_state"
    assert client.post(f"/api/v1/orders/{number}/payments/", {"gateway": "x"}, format="json").status_code == 400


def test_two_keys_that_begin_alike_are_two_orders(client: APIClient) -> None:
    sku = make_sku()
    for end in "ab":
        client.post("/api/v1/cart/lines/", {"sku": sku.pk}, format="json")
        assert order(client, 6800, key="x" * 79 + end).status_code == 201

    assert Order.objects.count() == 2


def test_what_changes_an_order_is_told_with_it(client: APIClient) -> None:
    client.post("/api/v1/cart/lines/", {"sku": make_sku().pk}, format="json")
    number = order(client, 6800).json()["number"]
    row = Order.objects.get()
    pay(row, at=timezone.now())
    wanted = Wanted(added={stocked_sku(price_fen=3000).pk: 1})
    row.refresh_from_db()
    at = timezone.now()
    key = change_of(row, wanted, at=at).key
    added = change_goods(by=UserFactory(), order=row, wanted=wanted, key=key, text="加", client_token="t", at=at)

    told = client.get(f"/api/v1/orders/{number}/").json()["amendments"]
    assert [(one["number"], one["status"], one["due_fen"]) for one in told] == [(added.number, "pending", 3000)]
    body = client.get(f"/api/v1/orders/{added.number}/").json()
    assert (body["amends"], body["credit_fen"], body["amendments"]) == (number, 0, [])
    started = client.post(f"/api/v1/orders/{added.number}/payments/", {"gateway": "sandbox"}, format="json")
    assert started.json()["amount_fen"] == 3000
