"""The desk of reconciliation: what differs is seen first, settled with a reason, and only by those who may."""

from typing import Any

import pytest
from django.urls import reverse

from shop.payments.models import Statement, StatementEntry
from tests.factories.orders import place
from tests.factories.payments import pay
from tests.factories.staff import member
from tests.shop.payments.test_reconcile import DAY, Vendor, compared, line, vendor

__all__ = ["vendor"]
pytestmark = [pytest.mark.django_db, pytest.mark.once]
LIST = reverse("payment_desk:statements")


@pytest.fixture
def statement(vendor: Vendor, client: Any) -> Statement:
    matched, different = pay(place()), pay(place())
    vendor.bill(line(matched), line(different, amount_fen=1))
    compared()
    client.force_login(member("Owner"))
    return Statement.objects.get()


def step(statement: Statement, name: str) -> str:
    entry = StatementEntry.objects.get(outcome="different")
    return reverse(f"payment_desk:{name}", args=[statement.pk, entry.pk])


def test_days_tell_sums_and_what_is_to_be_settled(client: Any, statement: Statement) -> None:
    page = client.get(LIST).content.decode()

    assert f"{DAY:%Y-%m-%d}" in page
    assert "¥68.01" in page
    assert "待处理 1 笔" in page
    assert "待处理 1 笔" in client.get(f"{LIST}?tab=open").content.decode()
    assert f"{DAY:%Y-%m-%d}" not in client.get(f"{LIST}?tab=away").content.decode()


def test_a_day_shows_what_differs_first(client: Any, statement: Statement) -> None:
    address = reverse("payment_desk:statement", args=[statement.pk])

    first, everything = client.get(address), client.get(f"{address}?tab=all")

    assert len(first.context["page"].object_list) == 1
    assert "¥0.01" in first.content.decode()
    assert len(everything.context["page"].object_list) == 2


def test_a_difference_is_settled_and_reopened_on_the_screen(client: Any, statement: Statement) -> None:
    empty = client.post(step(statement, "resolve"), {"reason": ""})
    done = client.post(step(statement, "resolve"), {"reason": "已与客服核实"}, follow=True)

    assert (empty.status_code, done.status_code) == (422, 200)
    assert StatementEntry.objects.get(outcome="different").resolution == "已与客服核实"
    assert client.get(f"{LIST}?tab=open").context["rows"] == []
    client.post(step(statement, "reopen"))
    assert StatementEntry.objects.get(outcome="different").is_open


def test_the_bill_can_be_fetched_again(client: Any, statement: Statement, vendor: Vendor) -> None:
    address = reverse("payment_desk:fetch", args=[statement.pk])
    vendor.bill()
    said = client.post(address, follow=True).content.decode()
    assert set(statement.entries.values_list("outcome", flat=True)) == {"not_there"}
    assert "2" in said


def test_a_bill_that_does_not_come_says_why(client: Any, statement: Statement, vendor: Vendor) -> None:
    from shop.payments.errors import StatementNotReady

    vendor.fault = StatementNotReady()
    said = client.post(reverse("payment_desk:fetch", args=[statement.pk]), follow=True).content.decode()

    assert str(StatementNotReady.message) in said


def test_who_may_only_look_settles_nothing(client: Any, statement: Statement) -> None:
    client.force_login(member("Warehouse"))

    assert client.get(LIST).status_code == 302
    assert client.post(step(statement, "resolve"), {"reason": "x"}).status_code == 302
    assert StatementEntry.objects.get(outcome="different").is_open


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_as_little_for_many_as_for_one(
    client: Any, vendor: Vendor, django_assert_max_num_queries: Any, count: int
) -> None:
    payments = [pay(place()) for _ in range(count)]
    vendor.bill(*(line(payment, amount_fen=1) for payment in payments))
    compared()
    client.force_login(member("Owner"))
    client.get(LIST)

    with django_assert_max_num_queries(16):
        client.get(LIST)
    with django_assert_max_num_queries(20):
        client.get(reverse("payment_desk:statement", args=[Statement.objects.get().pk]))
