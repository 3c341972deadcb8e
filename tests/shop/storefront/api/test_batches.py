"""The JSON API: the cart for several people."""

import pytest
from rest_framework.test import APIClient

from shop.orders.models import Order, OrderBatch
from tests.factories.wallets import filled
from tests.shop.storefront.api.conftest import ADDRESS, make_sku

pytestmark = pytest.mark.django_db

OTHER = {**ADDRESS, "recipient": "王芳", "phone": "13900139000"}


def ask(client: APIClient, path: str, body: dict, key: str = "") -> tuple[int, dict]:
    headers = {"Idempotency-Key": key} if key else {}
    answer = client.post(f"/api/v1/batches/{path}", body, format="json", headers=headers)
    return answer.status_code, answer.json()


@pytest.fixture
def sku(client: APIClient):
    sku = make_sku()
    client.post("/api/v1/cart/lines/", {"sku": sku.pk, "quantity": 1}, format="json")
    return sku


def test_looked_at_ordered_once_and_paid_once(client: APIClient, sku) -> None:
    people = [{**ADDRESS, "gift_text": "新年好"}, {**OTHER, "quantities": {str(sku.pk): 2}}]
    status, quote = ask(client, "check/", {"receivers": people})
    assert (status, quote["is_orderable"], quote["total_fen"]) == (200, True, 20400)
    assert [row["total_fen"] for row in quote["rows"]] == [6800, 13600]
    body = {"receivers": people, "expected_total_fen": 20400}

    status, batch = ask(client, "", body, key="k")
    again = ask(client, "", body, key="k")

    assert (status, again[1]["number"], OrderBatch.objects.count()) == (201, batch["number"], 1)
    assert (batch["total_fen"], batch["due_fen"]) == (20400, 20400)
    assert [order["gift_text"] for order in batch["orders"]] == ["新年好", ""]
    started = ask(client, f"{batch['number']}/payments/", {"gateway": "sandbox"})[1]
    assert (started["amount_fen"], started["url"].startswith("http://testserver/pay/sandbox/")) == (20400, True)
    shown = client.get(f"/api/v1/batches/{batch['number']}/").json()
    assert [order["status"] for order in shown["orders"]] == ["pending"] * 2
    status, closed = ask(client, f"{batch['number']}/cancel/", {})
    assert (status, {order["status"] for order in closed["orders"]}, closed["due_fen"]) == (200, {"cancelled"}, 0)
    assert ask(client, f"{batch['number']}/cancel/", {})[0] == 409


def test_a_pasted_text_and_what_is_wrong_in_it(client: APIClient, sku) -> None:
    text = "林晓 13800138000 上海市静安区南京西路1号\n王芳 12 北京"
    quote = ask(client, "check/", {"text": text})[1]
    assert [row["receiver"]["recipient"] for row in quote["rows"]] == ["林晓", "王芳"]
    assert (quote["rows"][0]["problems"], set(quote["rows"][1]["problems"]) >= {"phone", "city"}) == ({}, True)
    wrong = [row["receiver"] for row in quote["rows"]]
    status, problem = ask(client, "", {"receivers": wrong, "expected_total_fen": 1}, key="k")
    assert (status, next(iter(problem["errors"])).startswith("receivers.1.")) == (400, True)
    assert not Order.objects.exists()


def test_it_needs_a_key_the_right_total_and_somebody(client: APIClient, sku) -> None:
    body = {"receivers": [ADDRESS], "expected_total_fen": 1}
    assert ask(client, "", body)[0] == 400
    assert ask(client, "", body, key="k")[1]["code"] == "total_changed"
    assert ask(client, "", {**body, "receivers": []}, key="k")[0] == 400
    assert ask(client, "", {**body, "receivers": [ADDRESS] * 101}, key="k")[0] == 400
    assert not Order.objects.exists()


def test_a_wallet_pays_all_of_it(client: APIClient, sku) -> None:
    body = {"receivers": [ADDRESS, OTHER], "expected_total_fen": 13600}
    number = ask(client, "", body, key="k")[1]["number"]
    filled(20_000, customer=OrderBatch.objects.get().customer)
    status, paid = ask(client, f"{number}/payments/", {"gateway": "wallet"})
    assert (status, paid["amount_fen"]) == (201, 13600)
    assert set(Order.objects.values_list("status", flat=True)) == {"paid"}


def test_others_do_not_see_it(client: APIClient, anonymous: APIClient, sku) -> None:
    number = ask(client, "", {"receivers": [ADDRESS], "expected_total_fen": 6800}, key="k")[1]["number"]
    token = anonymous.post("/api/v1/customers/").json()["token"]
    anonymous.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    assert anonymous.get(f"/api/v1/batches/{number}/").status_code == 404
    for step in ("cancel", "payments"):
        assert ask(anonymous, f"{number}/{step}/", {"gateway": "sandbox"})[0] == 404
