"""An order counts as received by time, unless something has to be cleared up; more time is had once."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from microbrand import audit
from shop.aftersales.operations import withdraw
from shop.aftersales.queries import choices
from shop.aftersales.rules import OPEN_STATES
from shop.core.operations import outbox
from shop.orders.errors import AlreadyExtended, OrderNotInState
from shop.orders.models import Order, OrderEntry
from shop.orders.operations import (
    complete_due,
    complete_order,
    extend_receipt,
    review_receipt,
    ship_order,
)
from shop.orders.rules import AFTER_WAITING, EXTENSION
from shop.shipping.operations import note_news, settle_trouble
from tests.factories import NOW
from tests.factories.aftersales import ask, received_order
from tests.factories.inventory import stocked_sku
from tests.factories.orders import order_in, paid_order, place, ship
from tests.factories.staff import UserFactory, member

pytestmark = pytest.mark.django_db
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
DEADLINE = NOW + timedelta(days=settings.ORDER_RECEIVE_DAYS)


def shipped() -> Order:
    return ship(paid_order())


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def found(at: datetime) -> list[str]:
    return [row.name for row in audit.run(at=at) if row.breach_count]


def test_time_decides_and_the_job_writes_its_moment_down() -> None:
    order = shipped()
    assert order.receive_by == DEADLINE
    assert (order.status_at(DEADLINE - SECOND), order.status_at(DEADLINE)) == ("shipped", "completed")
    assert (order.received_at(DEADLINE - SECOND), order.received_at(DEADLINE + DAY)) == (None, DEADLINE)

    assert complete_due(at=DEADLINE - SECOND) == 0
    assert [complete_due(at=DEADLINE + 3 * DAY) for _ in range(2)] == [1, 0]

    order = fresh(order)
    assert (order.status, order.completed_at) == ("completed", DEADLINE)
    entry = OrderEntry.objects.get(kind="completed")
    assert (entry.at, entry.by, bool(entry.text)) == (DEADLINE, None, True)


def test_who_says_so_later_than_time_received_it_then() -> None:
    order = complete_order(by=None, order=shipped(), at=DEADLINE + DAY)
    assert order.completed_at == DEADLINE
    early = complete_order(by=None, order=shipped(), at=NOW + DAY)
    assert early.completed_at == NOW + DAY


def test_a_part_that_left_counts_from_the_last_parcel() -> None:
    order = paid_order({stocked_sku(): 2})
    line = order.lines.get()
    ship_order(by=None, order=order, carrier="sf", tracking_number="SF1001", at=NOW, units={line.pk: 1})
    assert fresh(order).receive_by is None
    ship_order(by=None, order=order, carrier="sf", tracking_number="SF1002", at=NOW + DAY)
    assert fresh(order).receive_by == DEADLINE + DAY


def test_an_open_case_stops_the_clock_and_leaves_some_days_afterwards() -> None:
    order = shipped()
    case = ask(order, "return", "quality", at=DEADLINE - DAY)
    assert fresh(order).receipt_held is True
    assert fresh(order).status_at(DEADLINE + 99 * DAY) == "shipped"
    assert complete_due(at=DEADLINE + DAY) == 0
    assert found(NOW + timedelta(minutes=5)) == []

    withdraw(case=case, at=DEADLINE + timedelta(hours=1))

    order = fresh(order)
    assert (order.receipt_held, order.receive_by) == (False, DEADLINE + timedelta(hours=1) + AFTER_WAITING)
    # Long before the deadline nothing is lost, and nothing gained.
    early = shipped()
    withdraw(case=ask(early, "return", "quality", at=NOW + DAY), at=NOW + 2 * DAY)
    assert fresh(early).receive_by == DEADLINE


def test_what_time_has_completed_stays_so_for_whoever_asks_later() -> None:
    order = shipped()
    at = DEADLINE + DAY

    offered = choices(order, at=at)
    case = ask(order, "return", "no_reason", at=at)

    order = fresh(order)
    assert offered.of("return") is not None
    assert (order.status, order.completed_at, order.receipt_held) == ("completed", DEADLINE, False)
    assert case.state in OPEN_STATES
    review_receipt(order_id=order.pk, at=at)
    assert fresh(order).status == "completed"


def test_a_parcel_in_trouble_stops_the_clock_until_somebody_has_taken_care() -> None:
    at = timezone.now()
    order = ship(paid_order(at=at), at=at)
    parcel, user = order.shipments.get(), UserFactory()

    def deliver() -> None:
        for event_id in outbox.due_events(at=timezone.now() + DAY):
            assert outbox.deliver(event_id=event_id)

    note_news(by=user, consignment=parcel.consignment, kind="lost", text="", at=at)
    deliver()
    assert fresh(order).receipt_held is True

    with time_machine.travel(at + 12 * DAY):
        settle_trouble(by=user, consignment=parcel.consignment, at=timezone.now())
        deliver()
    order = fresh(order)
    assert order.receipt_held is False
    assert order.receive_by >= at + 12 * DAY + AFTER_WAITING


def test_more_time_is_had_once() -> None:
    order = shipped()

    extend_receipt(order=order, at=NOW + DAY)

    assert (order.receive_by, order.receipt_extended_at) == (DEADLINE + EXTENSION, NOW + DAY)
    with pytest.raises(AlreadyExtended):
        extend_receipt(order=order, at=NOW + DAY)
    late = shipped()
    with pytest.raises(OrderNotInState):
        extend_receipt(order=late, at=DEADLINE)
    for status in ("pending", "paid", "completed", "cancelled"):
        with pytest.raises(OrderNotInState):
            extend_receipt(order=order_in(status), at=NOW)
    assert OrderEntry.objects.filter(kind="extended").count() == 1
    assert fresh(late).receive_by == DEADLINE


def test_the_shopper_is_told_the_day_and_asks_for_more(client: Client) -> None:
    at = timezone.now()
    order = ship(paid_order(at=at), at=at)
    session = client.session
    session["customer"] = str(order.customer.public_id)
    session.save()

    page = client.get(order.get_absolute_url()).content.decode()
    assert "视为已收货" in page
    assert f"{order.get_absolute_url()}extend/" in page
    for _ in range(2):
        assert client.post(f"{order.get_absolute_url()}extend/").url == order.get_absolute_url()
    assert fresh(order).receive_by == order.receive_by + EXTENSION
    assert "extend/" not in client.get(order.get_absolute_url()).content.decode()
    assert Client().post(f"{order.get_absolute_url()}extend/").status_code == 302
    past = at - 20 * DAY
    old = ship(paid_order(at=past, customer=order.customer), at=past)
    assert "order-completed" in client.get(old.get_absolute_url()).content.decode()
    assert fresh(old).status == "shipped"


def test_the_desk_lists_orders_as_time_has_them(client: Client) -> None:
    at = timezone.now()
    gone, under_way = ship(paid_order(at=at - 11 * DAY), at=at - 11 * DAY), ship(paid_order(at=at), at=at)
    place(at=at)
    received_order(at=at)
    client.force_login(member("Warehouse"))

    for tab, numbers in (("shipped", {under_way.number}), ("completed", {gone.number})):
        page = client.get("/admin/orders/", {"tab": tab})
        assert numbers <= {row["order"].number for row in page.context["rows"]}
        assert {tab.key: tab.count for tab in page.context["tabs"]}[tab] == ("1" if tab == "shipped" else "2")
    assert "视为已收货" in client.get(f"/admin/orders/{under_way.number}/").content.decode()
