"""An invoice on the phone and in the API: asked for, changed, withdrawn, fetched by nobody else."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from shop.invoices.models import Invoice
from shop.invoices.operations import issue_invoice, reverse_invoice
from shop.orders.models import Order
from tests.factories import NOW
from tests.factories.inventory import stocked_sku
from tests.factories.invoices import NUMBER, PDF, TAX_NUMBER, pdf
from tests.factories.payments import pay
from tests.factories.staff import UserFactory
from tests.factories.wallets import filled
from tests.shop.storefront.conftest import LATER, Shopper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
COMPANY = {"kind": "company", "title": "方方茶业", "tax_number": TAX_NUMBER}


@pytest.fixture
def shopper() -> Shopper:
    shopper = Shopper()
    shopper.add(stocked_sku(price_fen=6800))
    shopper.check_out()
    return shopper


def ask(shopper: Shopper, order: Order, **fields: str) -> int:
    return shopper.client.post(reverse("storefront:invoice", args=[order.number]), {**COMPANY, **fields}).status_code


def issue(invoice: Invoice, amount_fen: int = 6800) -> None:
    values = {"amount_fen": amount_fen, "issued_on": NOW.date(), "file": pdf()}
    issue_invoice(invoice=invoice, number=NUMBER, by=UserFactory(), at=LATER, **values)


def test_of_what_was_put_into_the_wallet(shopper: Shopper) -> None:
    top_up = filled(5000, customer=Order.objects.get().customer).top_ups.get()
    wallet = reverse("storefront:wallet")
    address, withdraw = (
        reverse(f"storefront:{name}", args=[top_up.reference]) for name in ("top_up_invoice", "top_up_invoice_withdraw")
    )
    assert f'href="{address}">Ask for an invoice' in shopper.get(wallet).content.decode()

    assert "without tax" in shopper.get(address).content.decode()
    assert shopper.client.post(address, COMPANY).status_code == 302
    shopper.client.post(withdraw)
    assert Invoice.objects.get().state == "withdrawn"
    shopper.client.post(address, COMPANY)
    invoice = Invoice.objects.get(state="requested")
    file = reverse("storefront:top_up_invoice_file", args=[top_up.reference, invoice.public_id])
    assert shopper.client.get(file).status_code == 404
    issue(invoice, 5000)

    assert f"No. {NUMBER} over ¥50.00" in shopper.get(wallet).content.decode()
    assert b"".join(shopper.client.get(file).streaming_content) == PDF
    assert shopper.client.get(file, {"tab": "reversal"}).status_code == 404
    assert shopper.client.get(address).status_code == 302
    stranger = Shopper()
    assert stranger.client.get(file).status_code == 404
    assert stranger.client.post(address, COMPANY)["Location"] == wallet
    assert Invoice.objects.count() == 2


def test_asked_for_changed_issued_and_fetched(shopper: Shopper) -> None:
    order = Order.objects.get()
    assert ask(shopper, order) == 302
    assert not Invoice.objects.exists()
    pay(order)
    assert "Ask for an invoice" in shopper.get(order.get_absolute_url()).content.decode()

    assert ask(shopper, order, tax_number="1") == 422
    assert ask(shopper, order) == 302
    assert ask(shopper, order, kind="person", title="林晓") == 302

    invoice = Invoice.objects.get()
    assert (invoice.title, invoice.tax_number) == ("林晓", "")
    address = reverse("storefront:invoice_file", args=[order.number, invoice.public_id])
    assert shopper.client.get(address).status_code == 404
    issue(invoice)
    page = shopper.get(order.get_absolute_url()).content.decode()
    assert f"No. {NUMBER} over ¥68.00" in page
    file = shopper.client.get(address)
    assert b"".join(file.streaming_content) == PDF
    assert file["Content-Disposition"] == f'attachment; filename="{order.number}-{NUMBER}.pdf"'
    assert ask(shopper, order, title="Somebody else") == 302
    assert Invoice.objects.get().title == "林晓"


REVERSAL = "26317000001234567899"


def test_its_reversal_is_fetched_by_its_customer_alone(shopper: Shopper) -> None:
    order = Order.objects.get()
    pay(order)
    ask(shopper, order)
    invoice = Invoice.objects.get()
    issue(invoice)
    address = reverse("storefront:invoice_reversal_file", args=[order.number, invoice.public_id])
    assert shopper.client.get(address).status_code == 404
    reverse_invoice(invoice=invoice, number=REVERSAL, file=pdf(), by=UserFactory(), at=LATER)

    assert "Download the PDF of the reversal" in shopper.get(order.get_absolute_url()).content.decode()
    file = shopper.client.get(address)
    assert b"".join(file.streaming_content) == PDF
    assert file["Content-Disposition"] == f'attachment; filename="{order.number}-{REVERSAL}.pdf"'
    assert Shopper().client.get(address).status_code == 404


def test_withdrawn(shopper: Shopper) -> None:
    order = Order.objects.get()
    pay(order)
    ask(shopper, order)

    shopper.client.post(reverse("storefront:invoice_withdraw", args=[order.number]))

    assert Invoice.objects.get().state == "withdrawn"
    assert "Ask for an invoice" in shopper.get(order.get_absolute_url()).content.decode()


def test_who_only_found_the_order_sees_no_invoice(shopper: Shopper) -> None:
    order = Order.objects.get()
    pay(order)
    ask(shopper, order)
    issue(Invoice.objects.get())
    other = Shopper()
    other.client.post(reverse("storefront:find_order"), {"number": order.number, "phone": order.phone})

    assert NUMBER not in other.get(order.get_absolute_url()).content.decode()
    address = reverse("storefront:invoice_file", args=[order.number, Invoice.objects.get().public_id])
    assert other.client.get(address).status_code == 404
    assert ask(other, order) == 302


def test_the_api_does_the_same(shopper: Shopper) -> None:
    order = Order.objects.get()
    pay(order)
    client = APIClient()
    token = client.post("/api/v1/customers/").json()["token"]
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    address = f"/api/v1/orders/{order.number}/invoices/"
    assert client.post(address, COMPANY, format="json").status_code == 404
    assert client.get(address).status_code == 404
    Order.objects.update(customer=_customer_of(client))

    assert client.post(address, {**COMPANY, "tax_number": "1"}, format="json").status_code == 400
    answer = client.post(address, COMPANY, format="json")
    assert (answer.status_code, answer.json()["state"]) == (201, "requested")
    file = f"/api/v1/invoices/{answer.json()['id']}/file/"
    assert client.get(file).status_code == 404
    issue(Invoice.objects.get())
    assert client.get(address).json()[0]["number"] == NUMBER
    assert b"".join(client.get(file).streaming_content) == PDF
    assert client.post(f"/api/v1/invoices/{answer.json()['id']}/withdraw/").status_code == 409
    reversal = f"/api/v1/invoices/{answer.json()['id']}/reversal/"
    assert client.get(reversal).status_code == 404
    reverse_invoice(invoice=Invoice.objects.get(), number=REVERSAL, file=pdf(), by=UserFactory(), at=LATER)
    assert b"".join(client.get(reversal).streaming_content) == PDF
    assert client.post("/api/v1/invoices/00000000-0000-0000-0000-000000000000/withdraw/").status_code == 404


def _customer_of(client: APIClient) -> int:
    from shop.customers.models import Customer

    return Customer.objects.latest("pk").pk
