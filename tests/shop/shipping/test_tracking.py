"""Parcels under way: who is asked when, what is kept of the answers, and what counts as trouble."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client, override_settings
from django.utils import timezone
from wagtail.models import ModelLogEntry

from shop.core.errors import InvalidInput, StaleState
from shop.core.models import OutboxEvent
from shop.orders.models import Order
from shop.orders.operations import complete_order, ship_order
from shop.orders.queries import in_trouble
from shop.shipping import carriers
from shop.shipping.carriers import News, carrier_choices, carrier_label, carrier_of, get_carrier
from shop.shipping.enums import TrackingKind
from shop.shipping.errors import CarrierUnavailable, UnknownCarrier
from shop.shipping.models import Consignment, TrackingEvent
from shop.shipping.operations import ask, ask_due, follow, let_go, note_news, settle_trouble
from shop.shipping.rules import AGAIN, GIVE_UP, QUIET, next_question
from tests.factories import NOW
from tests.factories.orders import paid_order, ship
from tests.factories.staff import UserFactory, member

K = TrackingKind
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.once
@pytest.mark.parametrize(
    ("kind", "still", "old", "minutes", "wait"),
    [
        (K.MOVING, HOUR, DAY, 120, 2 * HOUR),
        (K.MOVING, DAY, 2 * DAY, 120, 8 * HOUR),
        (K.WAITING, QUIET, 9 * DAY, 120, DAY),
        ("", HOUR, HOUR, 1, timedelta(minutes=1)),
        (K.MOVING, HOUR, DAY, 0, None),
        (K.DELIVERED, HOUR, DAY, 120, None),
        (K.LOST, HOUR, DAY, 120, None),
        (K.REFUSED, HOUR, DAY, 120, 2 * HOUR),
        (K.MOVING, HOUR, GIVE_UP, 120, None),
    ],
)
def test_a_parcel_that_stands_still_is_asked_about_more_rarely(kind, still, old, minutes, wait) -> None:
    question = next_question(kind=kind, moved_at=NOW - still, handed_over_at=NOW - old, minutes=minutes, at=NOW)
    assert question == (NOW + wait if wait else None)


@pytest.mark.once
def test_a_carrier_is_a_folder_that_can_be_removed() -> None:
    assert [carrier_of(text) for text in ("顺丰速运", "SF", "本地", "鸽子", "")] == ["sf", "sf", "local", "", ""]
    with override_settings(CARRIERS=["zto"]):
        assert (carrier_label("sf"), carrier_of("顺丰"), get_carrier("sf")) == ("SF", "", None)
        assert [code for code, _label in carrier_choices()] == ["zto"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("number", "hours", "kinds"),
    [
        ("LC10", 0, []),
        ("LC10", 1, ["collected"]),
        ("LC10", 30, ["collected", "moving", "moving", "delivering", "delivered"]),
        ("LC91", 99, ["collected", "moving", "moving", "delivering", "address"]),
        ("LC92", 99, ["collected", "moving", "moving", "delivering", "refused"]),
        ("LC93", 99, ["collected", "moving", "moving", "delivering", "refused", "returning", "returned"]),
        ("LC94", 99, ["collected", "moving", "moving", "lost"]),
        ("LC95", 999, ["collected", "moving"]),
        ("LQ10", 0.05, ["collected", "moving", "moving"]),
    ],
)
def test_the_local_courier_moves_parcels_by_the_clock(number, hours, kinds) -> None:
    carrier = carriers.require_carrier("local")
    news = list(carrier.track(tracking_number=number, handed_over_at=NOW, at=NOW + timedelta(hours=hours)))
    assert [one.kind for one in news] == kinds


@pytest.mark.django_db
def test_a_shipped_parcel_is_followed_until_it_is_received() -> None:
    order = paid_order()
    parcel = ship_order(by=None, order=order, carrier="local", tracking_number="LC0010", at=NOW)
    row = Consignment.objects.get()
    assert (parcel.consignment, row.ask_at, row.moved_at, row.kind) == (row, NOW, NOW, "")

    assert ask_due(at=NOW + 6 * HOUR) == 1
    assert ask_due(at=NOW + 6 * HOUR) == 0

    row.refresh_from_db()
    assert (row.kind, row.moved_at) == ("moving", NOW + 6 * HOUR)
    assert (row.asked_at, row.ask_at) == (NOW + 6 * HOUR, NOW + 6 * HOUR + timedelta(minutes=1))
    assert ask(consignment_id=row.pk, at=NOW + 30 * HOUR) == 3
    row.refresh_from_db()
    assert (row.kind, row.ask_at, row.events.count()) == ("delivered", None, 5)
    assert row.is_in_trouble(NOW + 99 * DAY) is False
    complete_order(by=None, order=Order.objects.get(), at=NOW + 2 * DAY)
    row.refresh_from_db()
    assert row.ended_at == NOW + 2 * DAY


@pytest.mark.django_db
def test_only_who_can_be_asked_is_asked_and_what_is_fetched_is_not_followed() -> None:
    ship(paid_order())
    assert Consignment.objects.get().ask_at is None
    assert ask_due(at=NOW + DAY) == 0
    follow(carrier="local", tracking_number="LC1", at=NOW)
    with override_settings(CARRIERS=["sf"]):
        assert ask_due(at=NOW + DAY) == 0
        with pytest.raises(UnknownCarrier):
            follow(carrier="local", tracking_number="LC2", at=NOW)
    assert Consignment.objects.count() == 2


@pytest.mark.django_db
def test_a_parcel_of_several_orders_is_waited_for_until_the_last_has_it() -> None:
    orders = [paid_order(), paid_order()]
    for order in orders:
        ship_order(by=None, order=order, carrier="local", tracking_number="LC10", at=NOW)
    row = Consignment.objects.get()

    complete_order(by=None, order=orders[0], at=NOW + DAY)
    row.refresh_from_db()
    assert row.ended_at is None
    complete_order(by=None, order=orders[1], at=NOW + 2 * DAY)
    row.refresh_from_db()
    assert (row.ended_at, row.ask_at) == (NOW + 2 * DAY, None)


@pytest.mark.django_db
def test_a_silent_carrier_is_asked_again_and_nothing_is_made_up(monkeypatch) -> None:
    row = follow(carrier="local", tracking_number="LC10", at=NOW)

    def silent(*_args: object, **_kwargs: object) -> Iterable[News]:
        raise CarrierUnavailable

    monkeypatch.setattr("shop.shipping.carriers.local.carrier.Carrier.track", silent)
    assert ask(consignment_id=row.pk, at=NOW + DAY) == 0

    row.refresh_from_db()
    assert (row.asked_at, row.ask_at, row.events.count()) == (None, NOW + DAY + AGAIN, 0)
    assert row.is_in_trouble(NOW + 99 * DAY) is False, "nobody has said anything about it yet"


@pytest.mark.django_db
def test_news_that_comes_late_does_not_set_back_the_parcel(monkeypatch) -> None:
    row = follow(carrier="local", tracking_number="LC10", at=NOW)
    told = [News(key="b", kind=K.DELIVERING, at=NOW + 5 * HOUR), News(key="a", kind=K.MOVING, at=NOW + HOUR)]
    monkeypatch.setattr("shop.shipping.carriers.local.carrier.Carrier.track", lambda *_a, **_k: told)
    assert ask(consignment_id=row.pk, at=NOW + 6 * HOUR) == 2
    told.append(News(key="c", kind=K.COLLECTED, at=NOW))
    assert ask(consignment_id=row.pk, at=NOW + 7 * HOUR) == 1

    row.refresh_from_db()
    assert (row.kind, row.moved_at) == ("delivering", NOW + 5 * HOUR)
    assert [event.key for event in row.events.all()] == ["b", "a", "c"]


def troubled(at: datetime) -> list[str]:
    return [order.number for order in Order.objects.filter(in_trouble(at))]


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "hours"), [("LC91", 29), ("LC92", 29), ("LC93", 60), ("LC94", 96)])
def test_bad_news_is_trouble_until_somebody_has_taken_care(number, hours) -> None:
    order, user, at = paid_order(), UserFactory(), NOW + timedelta(hours=hours)
    parcel = ship_order(by=None, order=order, carrier="local", tracking_number=number, at=NOW)
    ask_due(at=at - HOUR)
    assert troubled(at) == ([order.number] if number == "LC93" else [])
    ask_due(at=at)
    assert troubled(at) == [order.number]

    settle_trouble(by=user, consignment=parcel.consignment, at=at)

    assert troubled(at) == []
    with pytest.raises(StaleState):
        settle_trouble(by=user, consignment=parcel.consignment, at=at)
    note_news(by=user, consignment=parcel.consignment, kind="lost", text=" 网点确认丢件 ", at=at + HOUR)
    assert troubled(at + HOUR) == [order.number]
    event = TrackingEvent.objects.filter(by=user).get()
    assert (event.kind, event.text, event.at) == ("lost", "网点确认丢件", at + HOUR)
    assert set(ModelLogEntry.objects.filter(action__startswith="shipping.").values_list("action", flat=True)) == {
        "shipping.settle_trouble",
        "shipping.note_news",
    }


@pytest.mark.django_db
def test_a_parcel_without_news_for_days_is_trouble_by_time_alone() -> None:
    order = paid_order()
    ship_order(by=None, order=order, carrier="local", tracking_number="LC95", at=NOW)
    ask_due(at=NOW + 6 * HOUR)
    moved = NOW + 6 * HOUR

    assert troubled(moved + QUIET - timedelta(seconds=1)) == []
    assert troubled(moved + QUIET) == [order.number]
    OutboxEvent.objects.all().delete()
    for later in (timedelta(), DAY):
        ask_due(at=moved + QUIET + later)
    assert OutboxEvent.objects.filter(name="shipping.parcel_moved").count() == 1


@pytest.mark.django_db
def test_what_is_noted_twice_counts_once_and_what_cannot_be_is_refused() -> None:
    user, row = UserFactory(), follow(carrier="sf", tracking_number="SF10", at=NOW)
    for _ in range(2):
        note_news(by=user, consignment=row, kind="refused", text="不在家", at=NOW + DAY)
    assert row.events.count() == 1
    for kind, text in (("eaten", ""), ("lost", "x" * 201), ("lost", "\0")):
        with pytest.raises(InvalidInput):
            note_news(by=user, consignment=row, kind=kind, text=text, at=NOW + DAY)
    let_go(consignment_ids=[row.pk], at=NOW + DAY)
    with pytest.raises(StaleState):
        note_news(by=user, consignment=row, kind="lost", text="", at=NOW + DAY)
    assert row.events.count() == 1
    follow(carrier="sf", tracking_number="SF10", at=NOW + 2 * DAY)
    row.refresh_from_db()
    assert row.ended_at is None


@pytest.mark.django_db
def test_news_is_append_only() -> None:
    row = follow(carrier="sf", tracking_number="SF10", at=NOW)
    note_news(by=UserFactory(), consignment=row, kind="refused", text="", at=NOW)
    for change in (lambda: TrackingEvent.objects.update(kind="lost"), lambda: TrackingEvent.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.django_db
def test_the_desk_shows_what_is_in_trouble_and_takes_care_of_it(client: Client) -> None:
    at = timezone.now()
    quiet, fine = paid_order(at=at - 9 * DAY), paid_order(at=at - 2 * DAY)
    parcel = ship_order(by=None, order=quiet, carrier="local", tracking_number="LC95", at=at - 8 * DAY)
    ship_order(by=None, order=fine, carrier="local", tracking_number="LC10", at=at - DAY)
    ask_due(at=at)
    client.force_login(member("Warehouse"))

    page = client.get("/admin/orders/", {"tab": "trouble"})

    assert [row["order"].number for row in page.context["rows"]] == [quiet.number]
    assert {tab.key: tab.count for tab in page.context["tabs"]}["trouble"] == "1"
    assert page.context["rows"][0]["trouble"] == "7 天没有消息"
    address = f"/admin/orders/{quiet.number}/"
    assert "7 天没有消息" in client.get(address).content.decode()
    assert client.post(f"{address}parcels/{parcel.pk}/news/", {"kind": "nothing"}).status_code == 422
    for path, data in (("news/", {"kind": "address", "text": "缺门牌号"}), ("settle/", {})):
        assert client.get(f"{address}parcels/{parcel.pk}/{path}").status_code == 200
        assert client.post(f"{address}parcels/{parcel.pk}/{path}", data).status_code == 302
    assert "缺门牌号" in client.get(address).content.decode()
    assert troubled(at) == []
    assert client.get(f"/admin/orders/{fine.number}/parcels/{parcel.pk}/news/").status_code == 404


@pytest.mark.django_db
def test_the_shopper_sees_where_the_parcel_is(client: Client) -> None:
    at = timezone.now()
    order = paid_order(at=at - 3 * DAY)
    ship_order(by=None, order=order, carrier="local", tracking_number="LC92", at=at - 2 * DAY)
    ask_due(at=at)
    session = client.session
    session["customer"] = str(order.customer.public_id)
    session.save()

    page = client.get(order.get_absolute_url()).content.decode()

    assert "收件人拒收" in page
    assert "济南转运中心" in page
    assert "我们会跟进" in page
