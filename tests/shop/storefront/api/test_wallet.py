"""The JSON API: a wallet is looked at, filled, spent and emptied."""

from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from shop.customers.models import Customer
from shop.invoices.models import Invoice
from shop.invoices.operations import issue_invoice
from shop.payments.models import Payment, Wallet, Withdrawal
from tests.factories.invoices import NUMBER, PDF, pdf
from tests.factories.payments import hear
from tests.factories.staff import UserFactory
from tests.factories.wallets import filled
from tests.shop.storefront.api.conftest import make_sku, order

pytestmark = pytest.mark.django_db

PERSON = {"kind": "person", "title": "王小满"}


def take_out(client: APIClient, amount_fen: int, key: str = "w1") -> Any:
    body = {"amount_fen": amount_fen}
    return client.post("/api/v1/wallet/withdrawals/", body, format="json", headers={"Idempotency-Key": key})


def test_an_empty_wallet_is_none_yet(client: APIClient) -> None:
    body = client.get("/api/v1/wallet/").json()

    assert (body["balance_fen"], body["is_open"], body["gateways"][0]["code"]) == (0, True, "sandbox")
    assert (client.get("/api/v1/wallet/statement/").json(), client.get("/api/v1/wallet/withdrawals/").json()) == (
        [],
        [],
    )
    assert (take_out(client, 100).status_code, Wallet.objects.exists()) == (404, False)


def test_money_is_put_in_spent_and_taken_out(client: APIClient) -> None:
    started = client.post("/api/v1/wallet/top-ups/", {"amount_fen": 20_000, "gateway": "sandbox"}, format="json")
    assert (started.status_code, started.json()["amount_fen"]) == (201, 20_000)
    hear(Payment.objects.get(reference=started.json()["reference"]))
    client.post("/api/v1/cart/lines/", {"sku": make_sku().pk}, format="json")
    number = order(client, 6800).json()["number"]

    paid = client.post(f"/api/v1/orders/{number}/payments/", {"gateway": "wallet"}, format="json")
    assert (paid.status_code, paid.json()["amount_fen"]) == (201, 6800)
    assert client.get(f"/api/v1/orders/{number}/").json()["status"] == "paid"

    first, again = take_out(client, 3_000), take_out(client, 3_000)
    assert (first.status_code, first.json(), again["Idempotent-Replayed"]) == (201, again.json(), "true")
    assert (first.json()["amount_fen"], first.json()["state"]) == (3_000, "requested")
    assert Withdrawal.objects.count() == 1
    assert client.get("/api/v1/wallet/withdrawals/").json()[0]["number"] == first.json()["number"]
    assert client.get("/api/v1/wallet/").json()["principal_fen"] == 10_200
    moves = client.get("/api/v1/wallet/statement/").json()
    assert [(row["kind"], row["order"], row["principal_fen"]) for row in moves] == [
        ("withdrawal", "", -3_000),
        ("payment", number, -6_800),
        ("top_up", "", 20_000),
    ]


def test_what_cannot_be_is_said_with_its_field(client: APIClient) -> None:
    filled(10_000, customer=Customer.objects.get())

    too_much = take_out(client, 10_001)
    limit = client.post("/api/v1/wallet/top-ups/", {"amount_fen": 500_000, "gateway": "sandbox"}, format="json")
    no_key = client.post("/api/v1/wallet/withdrawals/", {"amount_fen": 100}, format="json")

    assert (too_much.status_code, too_much.json()["code"]) == (409, "balance_too_low")
    assert (limit.status_code, limit.json()["code"]) == (409, "wallet_limit")
    assert (no_key.status_code, list(no_key.json()["errors"])) == (400, ["Idempotency-Key"])
    assert not Withdrawal.objects.exists()


def test_writes_of_money_are_limited_as_on_the_pages(client: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shop.storefront.api.views.wallet.MoneyThrottle.rate", "1/min", raising=False)
    filled(10_000, customer=Customer.objects.get())

    assert [take_out(client, 100, f"k{count}").status_code for count in range(2)] == [201, 429]
    assert client.get("/api/v1/wallet/withdrawals/").status_code == 200


def test_a_wallet_is_its_customers_only(anonymous: APIClient) -> None:
    for address in ("", "statement/", "withdrawals/"):
        assert anonymous.get(f"/api/v1/wallet/{address}").status_code == 401


def test_what_was_put_in_is_invoiced_once_and_for_its_owner_only(client: APIClient) -> None:
    wallet = filled(20_000, customer=Customer.objects.get())
    take_out(client, 5_000)
    told = client.get("/api/v1/wallet/top-ups/").json()
    assert [(row["amount_fen"], row["kept_fen"], row["may_ask"], row["invoices"]) for row in told] == [
        (20_000, 15_000, True, [])
    ]
    address = f"/api/v1/wallet/top-ups/{told[0]['reference']}/invoices/"
    someone = Payment.objects.get(wallet=filled(10_000))

    bad = client.post(address, {"kind": "company", "title": "青岛方方茶业有限公司"}, format="json")
    foreign = client.post(f"/api/v1/wallet/top-ups/{someone.reference}/invoices/", PERSON, format="json")
    assert (bad.status_code, list(bad.json()["errors"]), foreign.status_code) == (400, ["tax_number"], 404)
    assert not Invoice.objects.exists()

    asked = client.post(address, PERSON, format="json")
    assert (asked.status_code, asked.json()["title"]) == (201, "王小满")
    assert client.get("/api/v1/wallet/top-ups/").json()[0]["may_ask"] is False
    invoice = Invoice.objects.get()
    assert invoice.top_up == Payment.objects.get(wallet=wallet)
    now = timezone.now()
    values = {"amount_fen": 15_000, "issued_on": timezone.localdate(now), "file": pdf(), "by": UserFactory(), "at": now}
    issue_invoice(invoice=invoice, number=NUMBER, **values)
    got = client.get(f"/api/v1/invoices/{invoice.public_id}/file/")
    assert b"".join(got.streaming_content) == PDF
    assert client.get("/api/v1/wallet/top-ups/").json()[0]["invoices"][0]["number"] == NUMBER
