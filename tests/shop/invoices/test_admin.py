"""The desk of invoices: what is to be done, and each step."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.invoices.models import Invoice
from shop.payments.operations import refund_order_part, wallet_of
from tests.factories.customers import CustomerFactory
from tests.factories.invoices import NUMBER, PDF, asked, issued
from tests.factories.orders import paid_order
from tests.factories.staff import member
from tests.factories.wallets import top_up

pytestmark = pytest.mark.django_db
LIST = reverse("invoice_desk:list")


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


def address(invoice: Invoice, step: str = "invoice") -> str:
    return reverse(f"invoice_desk:{step}", args=[invoice.public_id])


def now_asked() -> Invoice:
    at = timezone.now()
    return asked(paid_order(at=at), at=at)


def test_from_the_list_to_the_file(desk: Client) -> None:
    invoice = now_asked()
    assert invoice.order.number in desk.get(LIST).text
    assert invoice.tax_number in desk.get(address(invoice)).text
    amount = f"{invoice.order.total_fen / 100}"
    fields = {"number": NUMBER, "amount_fen": amount, "issued_on": f"{timezone.localdate():%Y-%m-%d}"}

    wrong = desk.post(address(invoice, "issue"), {**fields, "file": SimpleUploadedFile("a.pdf", b"no")})
    assert (wrong.status_code, Invoice.objects.get().state) == (422, "requested")
    done = desk.post(address(invoice, "issue"), {**fields, "file": SimpleUploadedFile("a.pdf", PDF)})

    assert (done.status_code, Invoice.objects.get().state) == (302, "issued")
    file = desk.get(address(invoice, "file"))
    assert (file["Content-Type"], b"".join(file.streaming_content)) == ("application/pdf", PDF)
    assert invoice.order.number not in desk.get(LIST).text
    assert NUMBER in desk.get(LIST, {"tab": "issued", "q": NUMBER[:8]}).text
    assert NUMBER in desk.get(reverse("order_desk:order", args=[invoice.order.number])).text


def test_of_a_top_up(desk: Client) -> None:
    at = timezone.now()
    wallet = wallet_of(CustomerFactory())
    invoice = asked(top_up(wallet, 5000, at=at), at=at)

    assert invoice.about in desk.get(LIST, {"q": invoice.about.lower()}).text
    page = desk.get(address(invoice))
    assert "不征税" in page.text
    assert reverse("customer_desk:customer", args=[wallet.customer_id]) in page.text
    fields = {"number": NUMBER, "amount_fen": "50", "issued_on": f"{timezone.localdate():%Y-%m-%d}"}
    assert invoice.about in desk.get(address(invoice, "issue")).text
    desk.post(address(invoice, "issue"), {**fields, "file": SimpleUploadedFile("a.pdf", PDF)})

    assert Invoice.objects.get().amount_fen == 5000


def test_what_money_went_back_of_is_reversed(desk: Client) -> None:
    at = timezone.now()
    invoice = issued(paid_order(at=at), at=at)
    refund_order_part(order=invoice.order, amount_fen=100, reason="x", at=at, by=None, key="k")
    assert invoice.order.number in desk.get(LIST, {"tab": "reverse"}).text

    desk.post(address(invoice, "reverse"), {"number": "25372000000099999999"})

    assert Invoice.objects.get(pk=invoice.pk).state == "reversed"
    assert desk.get(address(invoice, "file"), {"tab": "reversal"}).status_code == 404
    assert invoice.order.number in desk.get(LIST).text


def test_declined(desk: Client) -> None:
    invoice = now_asked()

    assert desk.post(address(invoice, "decline"), {"reason": ""}).status_code == 422
    desk.post(address(invoice, "decline"), {"reason": "抬头不全"})

    assert Invoice.objects.get().reason == "抬头不全"
    assert "抬头不全" in desk.get(address(invoice)).text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_little_for_many_as_for_one(desk: Client, count: int, django_assert_num_queries: Any) -> None:
    for _number in range(count):
        now_asked()
    desk.get(LIST)

    with django_assert_num_queries(13):
        assert desk.get(LIST).status_code == 200
