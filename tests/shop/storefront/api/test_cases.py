"""After-sales through the API: what can be asked for, each step, own cases only."""

from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from shop.aftersales import operations
from shop.aftersales.models import Case
from shop.orders.models import Order
from shop.orders.operations import complete_order
from tests.factories.orders import ship
from tests.factories.payments import pay
from tests.factories.staff import UserFactory
from tests.shop.storefront.api.conftest import make_sku, order

pytestmark = pytest.mark.django_db


@pytest.fixture
def bought(client: APIClient) -> Order:
    client.post("/api/v1/cart/lines/", {"sku": make_sku().pk, "quantity": 2}, format="json")
    order(client, 13600)
    row = Order.objects.get()
    pay(row, at=timezone.now())
    row.refresh_from_db()
    return complete_order(by=None, order=ship(row, at=timezone.now()), at=timezone.now())


def ask(client: APIClient, bought: Order, *, key: str = "k", units: int = 2, **body: Any) -> Any:
    body = {"lines": [{"line": bought.lines.get().pk, "units": units}], **body}
    address = f"/api/v1/orders/{bought.number}/cases/"
    return client.post(address, body, format="json", headers={"Idempotency-Key": key})


def take(client: APIClient, case: Any, step: str, **body: Any) -> Any:
    return client.post(f"/api/v1/cases/{case}/{step}/", body, format="json")


def test_choices_then_a_return_step_by_step(client: APIClient, bought: Order) -> None:
    offered = client.get(f"/api/v1/orders/{bought.number}/cases/").json()
    assert [row["kind"] for row in offered["choices"]] == ["refund", "return", "exchange", "reship"]
    assert (offered["choices"][1]["lines"][0]["units"], offered["cases"]) == (2, [])

    answer = ask(client, bought, kind="return", reason="no_reason", units=1)
    again = ask(client, bought, kind="return", reason="no_reason", units=1)
    assert (answer.status_code, again.json()["number"]) == (201, answer.json()["number"])
    case = answer.json()
    assert (case["state"], case["asked_fen"], case["order"]) == ("returning", 6800, bought.number)

    sent = take(client, case["number"], "parcel", carrier="sf", tracking_number="SF12 34").json()
    assert (sent["state"], sent["tracking_number"]) == ("sent", "SF1234")
    assert take(client, case["number"], "withdraw").json()["code"] == "case_state"
    assert [row["state"] for row in sent["steps"]] == ["asked", "returning", "sent"]
    assert Case.objects.count() == 1


def test_an_offer_is_answered(client: APIClient, bought: Order) -> None:
    number = ask(client, bought, kind="refund", reason="damaged", amount_fen=5000).json()["number"]
    case = Case.objects.get()
    for amount in (1000, 2000):
        operations.make_offer(by=UserFactory(), case=case, amount_fen=amount, text="x", at=timezone.now())
        if amount == 1000:
            assert take(client, number, "answer", accepts=False).status_code == 400
            assert take(client, number, "answer", accepts=False, text="太少").json()["state"] == "asked"
    done = take(client, number, "answer", accepts=True).json()
    assert (done["state"], done["refunded_fen"], done["refunds"][0]["amount_fen"]) == ("settled", 2000, 2000)


def test_a_replacement_is_confirmed_and_the_money_is_only_for_late_ones(client: APIClient, bought: Order) -> None:
    number = ask(client, bought, kind="reship", reason="missing").json()["number"]
    case, staff = Case.objects.get(), UserFactory()
    operations.agree(by=staff, case=case, at=timezone.now())
    assert take(client, number, "money").status_code == 409
    operations.send_replacement(by=staff, case=case, carrier="sf", tracking_number="SF99", at=timezone.now())
    parcel = client.get(f"/api/v1/cases/{number}/").json()["replacement"]
    assert (parcel["tracking_number"], parcel["case"], parcel["lines"]) == ("SF99", number, [])
    cases = [row["case"] for row in client.get(f"/api/v1/orders/{bought.number}/").json()["shipments"]]
    assert cases == ["", number]
    assert take(client, number, "receipt").json()["state"] == "settled"


def test_what_cannot_be_asked_for(client: APIClient, bought: Order) -> None:
    assert ask(client, bought, kind="price", reason="price").json()["code"] == "not_claimable"
    assert ask(client, bought, key="b", kind="return", reason="lost").status_code == 409
    assert ask(client, bought, key="c", kind="nothing", reason="lost").status_code == 400
    assert ask(client, bought, key="d", kind="refund", reason="lost", units=3).status_code == 409
    assert ask(client, bought, key="e", kind="refund", reason="lost", lines=[]).status_code == 409
    assert not Case.objects.exists()


def test_cases_of_others_do_not_exist(client: APIClient, bought: Order, anonymous: APIClient) -> None:
    number = ask(client, bought, kind="return", reason="no_reason").json()["number"]
    token = anonymous.post("/api/v1/customers/").json()["token"]
    stranger = APIClient()
    stranger.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    assert stranger.get(f"/api/v1/cases/{number}/").status_code == 404
    assert stranger.get(f"/api/v1/orders/{bought.number}/cases/").status_code == 404
    assert take(stranger, number, "withdraw").status_code == 404
    assert anonymous.get(f"/api/v1/cases/{number}/").status_code == 401
    assert client.get(f"/api/v1/cases/{number}/").json()["send_back_to"]["name"] == "总仓"
