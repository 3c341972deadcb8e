"""The JSON API: a pre-sale is seen, ordered, paid in two parts, and given up."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from shop.orders.models import Order
from shop.payments.models import Payment
from shop.presales.models import Presale
from tests.factories.inventory import stocked_sku
from tests.factories.payments import hear
from tests.factories.presales import open_presale
from tests.shop.storefront.api.conftest import ADDRESS

pytestmark = pytest.mark.django_db


def order(client: APIClient, presale: Presale, key: str = "k1", **changes: Any) -> Any:
    body = {"quantity": 2, "address": ADDRESS, "expected_total_fen": 13_600, **changes}
    address = f"/api/v1/pre-sales/{presale.pk}/orders/"
    return client.post(address, body, format="json", headers={"Idempotency-Key": key})


def test_from_the_product_to_the_deposit(client: APIClient) -> None:
    presale = open_presale(timezone.now() - timedelta(minutes=1), stocked_sku())
    body = client.get(f"/api/v1/products/{presale.sku.product.slug}/").json()
    assert (body["state"], body["skus"], [row["id"] for row in body["pre_sales"]]) == ("presale", [], [presale.pk])
    seen = body["pre_sales"][0]
    assert (seen["state"], seen["deposit_fen"], seen["balance_fen"], seen["left"]) == ("open", 1000, 5800, 10)
    cart = client.post("/api/v1/cart/lines/", {"sku": presale.sku_id}, format="json")
    assert (cart.status_code, cart.json()["code"]) == (409, "not_for_sale")

    placed, again = order(client, presale), order(client, presale)

    assert (placed.status_code, again["Idempotent-Replayed"], Order.objects.count()) == (201, "true", 1)
    deposit = placed.json()["deposit"]
    assert (deposit["kind"], deposit["amount_fen"], deposit["balance_fen"]) == ("earnest", 2000, 11_600)
    number = placed.json()["number"]
    started = client.post(f"/api/v1/orders/{number}/payments/", {"gateway": "sandbox"}, format="json").json()
    assert started["amount_fen"] == 2000
    hear(Payment.objects.get(), at=timezone.now())
    paid = client.get(f"/api/v1/orders/{number}/").json()
    assert (paid["status"], paid["deposit"]["is_balance_open"]) == ("deposit", False)
    early = client.post(f"/api/v1/orders/{number}/payments/", {"gateway": "sandbox"}, format="json")
    assert (early.status_code, early.json()["code"]) == (409, "not_payable")

    wrong = client.post(f"/api/v1/orders/{number}/give-up/", {"expected_fate": "returned"}, format="json")
    done = client.post(f"/api/v1/orders/{number}/give-up/", {"expected_fate": "kept"}, format="json")
    assert (wrong.status_code, wrong.json()["code"]) == (409, "order_state")
    assert (done.status_code, done.json()["status"], done.json()["deposit"]["fate"]) == (200, "cancelled", "kept")


def test_what_cannot_be_ordered_is_refused(client: APIClient, anonymous: APIClient) -> None:
    presale = open_presale(timezone.now() - timedelta(days=1), closes_at=timezone.now() + timedelta(hours=1))
    total = order(client, presale, expected_total_fen=1)
    many = order(client, presale, "k2", quantity=11, expected_total_fen=74_800)
    Presale.objects.update(closes_at=timezone.now())
    late = order(client, presale, "k3")

    assert (total.json()["code"], many.json()["code"]) == ("total_changed", "out_of_stock")
    assert (late.json()["code"], Order.objects.exists()) == ("presale_not_open", False)
    assert order(anonymous, presale).status_code == 401
    presale.pk = 10**9
    assert order(client, presale, "k4").status_code == 404
