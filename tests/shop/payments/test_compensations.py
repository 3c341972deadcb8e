"""Earnest money that goes back twofold: the second half is owed, sent by the bank and written down once."""

import pytest
from django.test import Client
from django.urls import reverse

from microbrand import audit
from shop.core.errors import InvalidInput, StaleState
from shop.ledger.enums import Account, EntryKind
from shop.ledger.models import Entry, Line
from shop.orders.deposits import DepositPlan
from shop.orders.enums import DepositKind, Fault
from shop.orders.models import OrderDeposit
from shop.orders.operations import call_off
from shop.payments.models import Compensation
from shop.payments.operations import confirm_compensation, refund_due, settle_deposit
from tests.factories import NOW
from tests.factories.orders import paid_order
from tests.factories.staff import UserFactory, member

pytestmark = pytest.mark.django_db


def owed() -> Compensation:
    order = paid_order(deposit=DepositPlan(kind=DepositKind.EARNEST, amount_fen=1000))
    call_off(by=None, order=order, fault=Fault.SHOP, at=NOW)
    settle_deposit(deposit=OrderDeposit.objects.get(), at=NOW)
    return Compensation.objects.get()


def test_it_is_sent_once_and_the_books_say_so() -> None:
    compensation, by = owed(), UserFactory()
    refund_due(at=NOW)
    with pytest.raises(InvalidInput):
        confirm_compensation(by=by, compensation=compensation, bank_reference="1", at=NOW)

    confirm_compensation(by=by, compensation=compensation, bank_reference="BANK 0001", at=NOW)

    with pytest.raises(StaleState):
        confirm_compensation(by=by, compensation=compensation, bank_reference="BANK0002", at=NOW)
    assert (compensation.paid_at, compensation.bank_reference) == (NOW, "BANK0001")
    assert Entry.objects.filter(kind=EntryKind.COMPENSATED).count() == 1
    sums = dict.fromkeys((Account.ADVANCES, Account.OWED, Account.COMPENSATION, Account.BANK), 0)
    for line in Line.objects.filter(account__in=sums):
        sums[Account(line.account)] += line.amount_fen
    assert sums == {Account.ADVANCES: 0, Account.OWED: 0, Account.COMPENSATION: 1000, Account.BANK: -1000}
    assert [row for row in audit.run(at=NOW) if row.breach_count] == []


def test_the_desk_shows_who_is_owed_and_writes_it_down() -> None:
    compensation = owed()
    desk = Client()
    desk.force_login(member("Operations"))

    assert compensation.order.number in desk.get(reverse("payment_desk:compensations")).content.decode()
    url = reverse("payment_desk:compensation_sent", args=[compensation.pk])
    assert desk.post(url, {"bank_reference": "x"}).status_code == 422
    assert desk.post(url, {"bank_reference": "BANK0001"}).status_code == 302
    assert desk.get(url).status_code == 404
    assert "BANK0001" in desk.get(reverse("payment_desk:compensations") + "?tab=sent").content.decode()
