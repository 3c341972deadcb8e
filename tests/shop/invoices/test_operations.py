"""Ask, issue, decline, withdraw, reverse; against the money that is left of the order."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from shop.core.errors import InvalidInput, ShopError
from shop.invoices.enums import InvoiceState, TitleKind
from shop.invoices.errors import AlreadyIssued, InvoiceNotInState, NothingToInvoice, NumberTaken, OtherAmount
from shop.invoices.models import Invoice
from shop.invoices.operations import (
    decline_invoice,
    issue_invoice,
    request_invoice,
    reverse_invoice,
    withdraw_invoice,
)
from shop.invoices.queries import customer_records, to_issue, to_reverse, top_ups_of, with_worth, worth_of
from shop.invoices.rules import TitleData
from shop.orders.models import Order
from shop.payments.operations import fail_refund, pay_from_wallet, refund_order_part, withdraw
from tests.factories import NOW
from tests.factories.inventory import stocked_sku
from tests.factories.invoices import NUMBER, asked, issued, pdf
from tests.factories.orders import paid_order, place
from tests.factories.payments import pay
from tests.factories.staff import UserFactory
from tests.factories.wallets import filled

pytestmark = pytest.mark.django_db
PERSON = TitleData(TitleKind.PERSON, "林晓")


def give_back(order: Order, amount_fen: int, key: str = "k") -> Any:
    return refund_order_part(order=order, amount_fen=amount_fen, reason="x", at=NOW, by=None, key=key)


def state_of(invoice: Invoice) -> str:
    return Invoice.objects.get(pk=invoice.pk).state


def reverse(invoice: Invoice, number: str = "25372000000099999999", **fields: Any) -> Invoice:
    return reverse_invoice(invoice=invoice, number=number, by=UserFactory(), at=NOW, **{"file": None, **fields})


def test_asked_again_changes_what_is_to_stand_on_it() -> None:
    invoice = asked()

    again = request_invoice(subject=invoice.order, data=PERSON, at=NOW + timedelta(hours=1))

    assert (again.pk, again.title, again.tax_number, again.requested_at) == (invoice.pk, "林晓", "", NOW)
    assert list(to_issue()) == [invoice]


def test_nothing_is_asked_for_where_nothing_was_paid_or_is_left() -> None:
    paid = paid_order()
    give_back(paid, paid.total_fen)

    for order in (place(), paid):
        with pytest.raises(NothingToInvoice):
            request_invoice(subject=order, data=PERSON, at=NOW)
    assert not Invoice.objects.exists()


def test_issued_once_with_its_file() -> None:
    invoice = issued()

    assert (invoice.state, invoice.amount_fen, invoice.number) == ("issued", invoice.order.total_fen, NUMBER)
    with invoice.file.open("rb") as file:
        assert file.read(5) == b"%PDF-"
    assert (list(to_issue()), list(to_reverse())) == ([], [])
    with pytest.raises(AlreadyIssued):
        request_invoice(subject=invoice.order, data=PERSON, at=NOW)
    with pytest.raises(InvoiceNotInState):
        withdraw_invoice(invoice=invoice, at=NOW)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"amount_fen": 1}, OtherAmount),
        ({"file": pdf(b"<html>")}, InvalidInput),
        ({"number": "12"}, InvalidInput),
        ({"issued_on": timezone.localdate(NOW) + timedelta(days=1)}, InvalidInput),
        ({"issued_on": timezone.localdate(NOW) - timedelta(days=1)}, InvalidInput),
        ({"number": NUMBER}, NumberTaken),
    ],
)
def test_what_is_wrong_issues_nothing(changes: dict[str, Any], refusal: type[ShopError]) -> None:
    issued()
    order = paid_order()

    with pytest.raises(refusal):
        issued(order, **{"number": "25372000000000000001", **changes})

    assert Invoice.objects.get(order=order).state == InvoiceState.REQUESTED


def test_declined_with_a_reason_and_asked_for_anew() -> None:
    invoice = asked()
    with pytest.raises(InvalidInput):
        decline_invoice(invoice=invoice, reason="  ", by=UserFactory(), at=NOW)

    decline_invoice(invoice=invoice, reason="抬头与税号不符", by=UserFactory(), at=NOW)

    again = request_invoice(subject=invoice.subject, data=PERSON, at=NOW)
    assert (state_of(invoice), again.pk == invoice.pk) == ("declined", False)
    with pytest.raises(InvoiceNotInState):
        issue_invoice(
            invoice=invoice,
            number=NUMBER,
            amount_fen=invoice.order.total_fen,
            issued_on=timezone.localdate(NOW),
            file=pdf(),
            by=UserFactory(),
            at=NOW,
        )


def test_a_refund_makes_it_too_high_until_it_is_reversed_and_the_rest_is_invoiced() -> None:
    invoice = issued()
    give_back(invoice.order, 1_000)
    assert list(to_reverse()) == [invoice]

    reverse(invoice, file=pdf())

    assert (state_of(invoice), list(to_reverse())) == ("reversed", [])
    rest = to_issue().get()
    assert (rest.worth_fen, rest.title, rest.tax_number) == (
        invoice.order.total_fen - 1_000,
        invoice.title,
        invoice.tax_number,
    )
    with pytest.raises(InvoiceNotInState):
        reverse(invoice, "25372000000088888888")


def test_a_refund_that_the_gateway_refused_leaves_it_right() -> None:
    invoice = issued()
    (refund,) = give_back(invoice.order, 1_000)

    fail_refund(refund=refund, error="account closed", at=NOW)

    assert list(to_reverse()) == []


def test_nothing_is_left_to_invoice_after_all_of_it_went_back() -> None:
    invoice = issued()
    give_back(invoice.order, invoice.order.total_fen)

    reverse(invoice)

    assert (list(to_issue()), Invoice.objects.count()) == ([], 1)


def test_a_reversal_has_a_number_of_its_own() -> None:
    invoice = issued()

    with pytest.raises(NumberTaken):
        reverse(invoice, NUMBER)

    assert state_of(invoice) == "issued"


def test_what_a_wallet_paid_is_invoiced_with_the_top_up_and_not_again() -> None:
    wallet = filled(5_000, 3_000)
    top_up = wallet.top_ups.get()
    order = place({stocked_sku(price_fen=6_800): 1}, customer=wallet.customer)
    pay_from_wallet(order=order, at=NOW)
    order.refresh_from_db()
    with pytest.raises(NothingToInvoice):
        asked(order)

    invoice = asked(top_up)

    # The bonus is nobody's money.
    assert (worth_of(top_up), with_worth(Invoice.objects.all()).get().worth_fen) == (5_000, 5_000)
    assert (invoice.about, asked(top_up), top_ups_of(wallet, limit=5)[0].may_ask) == (top_up.reference, invoice, False)
    [record] = customer_records(wallet.customer)["invoices"]
    assert (record["about"], record["title"]) == (top_up.reference, invoice.title)


def test_of_an_order_that_a_wallet_and_a_gateway_paid_the_gateways_part_is_invoiced() -> None:
    wallet = filled(1_000)
    order = place({stocked_sku(price_fen=6_800): 1}, customer=wallet.customer)
    pay_from_wallet(order=order, at=NOW)
    pay(order)
    order.refresh_from_db()

    asked(order)

    assert (worth_of(order), with_worth(Invoice.objects.all()).get().worth_fen) == (5_800, 5_800)


def test_what_is_withdrawn_of_an_invoiced_top_up_is_reversed_and_the_rest_invoiced_anew() -> None:
    wallet = filled(5_000)
    top_up = wallet.top_ups.get()
    invoice = issued(top_up)
    assert (invoice.amount_fen, list(to_reverse())) == (5_000, [])

    withdraw(wallet=wallet, amount_fen=2_000, token="a", at=NOW)

    assert list(to_reverse()) == [invoice]
    reverse(invoice)
    [again] = to_issue()
    assert (again.top_up, again.title, again.worth_fen) == (top_up, invoice.title, 3_000)
    withdraw(wallet=wallet, amount_fen=3_000, token="b", at=NOW)
    assert list(to_issue()) == []
    assert [(row.payment, row.may_ask) for row in top_ups_of(wallet, limit=5)] == [(top_up, False)]


def test_withdrawn_by_the_customer() -> None:
    invoice = asked()

    withdraw_invoice(invoice=invoice, at=NOW)

    assert (state_of(invoice), list(to_issue())) == ("withdrawn", [])
