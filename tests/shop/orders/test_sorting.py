"""How staff keep their desk in order: deadlines with what is late on top, orders on hold, tags."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.core.errors import InvalidInput
from shop.orders.enums import CancelReason, OrderStatus
from shop.orders.errors import OrderHeld, OrderNotInState
from shop.orders.models import Order, OrderEntry, Shipment, Tag
from shop.orders.operations import cancel_order, hold_order, resume_order, tag_order
from shop.orders.records import customer_records
from shop.orders.rules import ship_by
from tests.factories import NOW
from tests.factories.orders import checked, order_in, paid_order, place, ship
from tests.factories.payments import pay
from tests.factories.staff import UserFactory, member

pytestmark = pytest.mark.django_db
PROMISED = timedelta(hours=settings.ORDER_SHIP_HOURS)
LIST = "/admin/orders/"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(member("Warehouse"))
    return client


def numbers(response) -> list[str]:
    return [row["order"].number for row in response.context["rows"]]


def test_the_deadline_counts_from_the_payment_and_the_days_to_make_it() -> None:
    assert ship_by(paid_at=NOW, production_days=3, hours=48) == NOW + timedelta(days=5)
    order = place()
    assert order.ship_by is None

    pay(order, at=NOW + timedelta(minutes=5))

    assert Order.objects.get().ship_by == NOW + timedelta(minutes=5) + PROMISED


def test_what_is_due_first_stands_on_top_and_late_orders_have_a_tab(desk) -> None:
    now = timezone.now()
    fresh, late = paid_order(at=now), paid_order(at=now - PROMISED - timedelta(hours=1))
    made_early = paid_order(at=now - timedelta(hours=2))
    Order.objects.filter(pk=fresh.pk).update(ship_by=now + timedelta(minutes=1))
    ship(paid_order(at=now - PROMISED - timedelta(hours=2)))

    page = desk.get(LIST, {"tab": "paid"})
    assert numbers(page) == [late.number, fresh.number, made_early.number]
    assert [row["is_late"] for row in page.context["rows"]] == [True, False, False]
    late_tab = desk.get(LIST, {"tab": "late"})
    assert numbers(late_tab) == [late.number]
    assert {tab.key: tab.count for tab in late_tab.context["tabs"]}["late"] == "1"
    assert "mb-late" in desk.get(f"{LIST}{late.number}/").content.decode()


def test_an_order_on_hold_is_not_shipped_by_anybody(desk) -> None:
    order, user = paid_order(at=timezone.now()), UserFactory()

    hold_order(by=user, order=order, reason=" 地址待确认 ", at=NOW)

    with pytest.raises(OrderHeld):
        ship(order)
    assert [row.state for row in checked(order).rows.all()] == ["refused"]
    assert not Shipment.objects.exists()
    entry = OrderEntry.objects.get(kind="held")
    assert (entry.text, entry.by) == ("地址待确认", user)
    assert (numbers(desk.get(LIST, {"tab": "paid"})), numbers(desk.get(LIST, {"tab": "held"}))) == ([], [order.number])
    with pytest.raises(OrderNotInState):
        hold_order(by=user, order=order, reason="再次", at=NOW)

    resume_order(by=user, order=order, at=NOW)

    with pytest.raises(OrderNotInState):
        resume_order(by=user, order=order, at=NOW)
    assert ship(order).status == "shipped"
    # Why it was set aside is for colleagues.
    told = [row["kind"] for row in customer_records(order.customer)["orders"][0]["time_line"]]
    assert set(told) == {"placed", "paid", "shipped"}


def test_an_order_on_hold_can_be_paid_and_closed() -> None:
    order = place()
    hold_order(by=None, order=order, reason="疑似重复", at=NOW)

    pay(order, at=NOW)
    assert Order.objects.get().status == "paid"
    cancel_order(by=None, order=order, reason=CancelReason.MERCHANT, at=NOW)

    assert Order.objects.get().status == "cancelled"


@pytest.mark.parametrize("status", [OrderStatus.SHIPPED, OrderStatus.COMPLETED, OrderStatus.CANCELLED])
def test_what_is_over_is_not_set_aside(status) -> None:
    order = order_in(status)
    with pytest.raises(OrderNotInState):
        hold_order(by=None, order=order, reason="晚了", at=NOW)
    with pytest.raises(InvalidInput):
        hold_order(by=None, order=order, reason="  ", at=NOW)
    assert Order.objects.get().held_at is None


def test_tags_are_words_that_come_and_go_with_their_orders() -> None:
    one, other = paid_order(), paid_order()

    tag_order(by=None, order=one, names=["急", " 礼盒 ", "", "急"])
    tag_order(by=None, order=other, names=["急"])
    assert list(one.tags.values_list("name", flat=True)) == sorted(["急", "礼盒"])
    tag_order(by=None, order=one, names=[])

    assert list(Tag.objects.values_list("name", flat=True)) == ["急"]
    for names in (["长" * 21], [str(n) for n in range(11)]):
        with pytest.raises(InvalidInput):
            tag_order(by=None, order=other, names=names)
    assert other.tags.count() == 1


def test_staff_tag_hold_and_filter_on_their_screens(desk) -> None:
    order, plain = paid_order(at=timezone.now()), paid_order(at=timezone.now())
    page = f"{LIST}{order.number}/"
    assert "tag" not in desk.get(LIST).content.decode().split("mb-filter")[1].split("</form>")[0]

    response = desk.post(f"{page}tags/", {"tags-tags": "急，礼盒"}, follow=True)
    assert 'value="急，礼盒"' in response.content.decode() or 'value="礼盒，急"' in response.content.decode()
    assert numbers(desk.get(LIST, {"tag": Tag.objects.get(name="急").pk})) == [order.number]
    assert numbers(desk.get(LIST, {"tag": "999"})) == []
    assert desk.post(f"{page}tags/", {"tags-tags": "长" * 21}).status_code == 422

    assert desk.post(f"{page}hold/", {"text": " "}).status_code == 422
    response = desk.post(f"{page}hold/", {"text": "等客户回复"}, follow=True)
    assert "ship" not in response.context["actions"]
    assert "等客户回复" in response.content.decode()
    response = desk.get(reverse("order_desk:ship", args=[order.number]), follow=True)
    assert response.redirect_chain
    response = desk.post(f"{page}resume/", follow=True)
    assert "ship" in response.context["actions"]
    assert numbers(desk.get(LIST, {"tab": "paid"})) == [order.number, plain.number]
