"""The desk of pre-sales: the list by state, the money of one, and each step with what it says beforehand."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shop.core.operations.jobs import run
from shop.orders.enums import DepositKind, OrderStatus
from shop.orders.models import Order
from shop.presales.models import Presale
from tests.factories import NOW
from tests.factories.catalog import make_sku
from tests.factories.inventory import stocked_sku
from tests.factories.presales import CLOSES, FROM, UNTIL, bought, planned, reserved, with_deposit
from tests.factories.staff import UserFactory, member
from tests.shop.storefront.conftest import text_of

pytestmark = pytest.mark.django_db
FIELDS = {
    "deposit_kind": "earnest",
    "deposit_fen": "10",
    "limit": "5",
    "opens_at": "2026-10-02T12:00:00",
    "closes_at": "2026-10-09T12:00:00",
    "balance_from": "2026-10-10T12:00:00",
    "balance_until": "2026-10-12T12:00:00",
    "ship_on": "2026-10-20",
}


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def staff(client: Client) -> Client:
    user = member("Operations")
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    return text_of(client.get(reverse(f"presale_desk:{name}", args=args), query))


def test_planned_from_the_form_and_changed(staff: Client, clock: Any) -> None:
    sku = make_sku(is_stocked=False)
    address = reverse("presale_desk:add")
    assert "No pre-sales here" in page(staff, "list")

    wrong = staff.post(address, {**FIELDS, "sku": "nothing"})
    much = staff.post(address, {**FIELDS, "sku": sku.code, "deposit_fen": "13.61"})
    order = staff.post(address, {**FIELDS, "sku": sku.code, "balance_from": "2026-10-08T12:00:00"})
    assert [answer.status_code for answer in (wrong, much, order)] == [422, 422, 422]
    assert "There is no SKU with the code nothing" in text_of(wrong)
    assert "¥13.60" in text_of(much)
    assert "once the pre-sale is closed" in text_of(order)
    assert not Presale.objects.exists()

    made = staff.post(address, {**FIELDS, "sku": sku.code}, follow=True)
    row = Presale.objects.get()
    assert "It opens on 2026-10-02 12:00:00" in text_of(made)
    change = reverse("presale_desk:change", args=[row.pk])
    assert 'value="2026-10-02T12:00:00"' in staff.get(change).content.decode()
    staff.post(change, {**FIELDS, "limit": "7"})
    row.refresh_from_db()
    assert row.quota.limit == 7
    clock.move_to(row.opens_at)
    assert staff.get(change).status_code == 302


def test_the_list_knows_states_and_what_is_outstanding(staff: Client, clock: Any) -> None:
    planned(opens_at=NOW + timedelta(days=1))
    presale = planned()
    reserved(presale)
    with_deposit(presale, quantity=2)

    told = page(staff, "list", tab="open")
    assert "3 / 10 1 0 116.00" in told.replace("¥", "")
    assert "Planned 1 Open 1" in told
    with CaptureQueriesContext(connection) as few:
        page(staff, "list")
    with_deposit(planned())
    with CaptureQueriesContext(connection) as more:
        page(staff, "list")
    assert len(more) == len(few)


def test_the_page_adds_up(staff: Client, clock: Any) -> None:
    presale = planned(stocked_sku(units=20))
    with_deposit(presale)
    bought(presale, quantity=2)
    clock.move_to(FROM)

    told = page(staff, "presale", presale.pk)

    for words in (
        "Deposit paid, balance outstanding 1 1",
        "All of it paid 1 2",
        "Deposits that came ¥30.00",
        "Balances that came ¥116.00",
        "Balances outstanding ¥58.00",
        "17 more in stock",
    ):
        assert words in told
    order = Order.objects.latest("pk")
    assert presale.sku.full_title in text_of(staff.get(reverse("order_desk:order", args=[order.number])))


def test_ended_early(staff: Client, clock: Any) -> None:
    presale = planned()
    address = reverse("presale_desk:end", args=[presale.pk])
    assert "Orders that exist go on" in page(staff, "end", presale.pk)

    staff.post(address)

    presale.refresh_from_db()
    assert presale.closes_at == NOW
    assert "cannot be done" in text_of(staff.get(address, follow=True))


def test_called_off_says_what_it_costs_and_ends_every_order(staff: Client, clock: Any) -> None:
    presale = planned()
    with_deposit(presale), reserved(presale)
    told = page(staff, "call_off", presale.pk)
    assert "2 orders that have not left are closed" in told
    assert "a second time, ¥10.00 in all" in told
    address = reverse("presale_desk:call_off", args=[presale.pk])
    assert staff.post(address, {"reason": ""}).status_code == 422

    working = text_of(staff.post(address, {"reason": "霜冻"}, follow=True))
    assert "Waiting for a worker" in working
    presale.refresh_from_db()
    assert presale.job
    run(job_id=presale.job.pk)

    assert "All its orders that had not left are closed." in page(staff, "presale", presale.pk)
    assert set(Order.objects.values_list("status", flat=True)) == {OrderStatus.CANCELLED}
    assert staff.get(address).status_code == 302


def test_orders_that_are_left_are_tried_again(staff: Client, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    presale = planned(deposit_kind=DepositKind.ADVANCE)
    order = with_deposit(presale)
    Presale.objects.update(called_off_at=NOW, reason="x")
    assert "1 order could not be ended" in page(staff, "presale", presale.pk)

    staff.post(reverse("presale_desk:finish", args=[presale.pk]))
    presale.refresh_from_db()
    assert presale.job
    run(job_id=presale.job.pk)

    order.refresh_from_db()
    assert order.status == OrderStatus.CANCELLED


def test_who_may_only_look_sees_no_button(client: Client, clock: Any) -> None:
    presale = planned()
    user = UserFactory()
    client.force_login(user)

    assert client.get(reverse("presale_desk:presale", args=[presale.pk])).status_code in {302, 403}
    assert client.post(reverse("presale_desk:end", args=[presale.pk])).status_code in {302, 403}
    presale.refresh_from_db()
    assert (presale.closes_at, presale.balance_until) == (CLOSES, UNTIL)
