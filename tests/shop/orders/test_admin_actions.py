"""The steps of the order desk: each asks, does one operation, and takes a refusal in its stride."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from shop.inventory.models import StockMovement
from shop.inventory.operations import transfer
from shop.orders.enums import EntryKind, OrderStatus
from shop.orders.models import Order, OrderEntry, Shipment
from shop.orders.operations import ship_order
from shop.payments.models import Refund
from shop.payments.operations.refunds import refund_order_part
from shop.shipping.operations import note_news
from tests.factories.inventory import balances_of, home, make_place, stock_of, stocked_sku
from tests.factories.orders import paid_order, place, ship
from tests.factories.staff import member

pytestmark = pytest.mark.django_db
PARCEL = {"carrier": "sf", "tracking_number": "SF 1234-5678"}


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(member("Operations", username="lin"))
    return client


def url(step: str, order: Order) -> str:
    return reverse(f"order_desk:{step}", args=[order.number])


def messages_of(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_shipping_takes_the_goods_out_and_offers_the_next_order(desk):
    sku = stocked_sku(units=10)
    now = timezone.now()
    order, waiting = paid_order({sku: 2}, at=now - timedelta(minutes=2)), paid_order(at=now)

    response = desk.post(url("ship", order), PARCEL, follow=True)

    order.refresh_from_db()
    assert order.status == OrderStatus.SHIPPED
    assert stock_of(sku) == (8, 0)
    shipment = Shipment.objects.get()
    assert (shipment.carrier, shipment.tracking_number, shipment.by.username) == ("sf", "SF1234-5678", "lin")
    assert url("order", waiting) in messages_of(response)
    assert "SF1234-5678" in response.content.decode()


def test_the_place_is_asked_where_more_than_one_has_the_goods(desk):
    sku, shop = stocked_sku(units=5), make_place("店")
    now = timezone.now()
    one, other = paid_order({sku: 2}, at=now), paid_order({sku: 3}, at=now)
    assert "place" not in desk.get(url("ship", one)).context["form"].fields
    transfer(by=None, sku=sku, units=2, origin=home(), to=shop, at=now)

    form = desk.get(url("ship", other)).context["form"]
    labels = [str(label) for _value, label in form.fields["place"].choices]
    assert (labels[1], labels[2] != "店", "店" in labels[2]) == ("总仓", True, True)  # the shop has 2 of 3
    assert "place" in desk.get(url("order", one)).context["ship_form"].fields
    desk.post(url("ship", one), {**PARCEL, "place": shop.pk})

    assert balances_of(sku) == {("总仓", "", "sellable"): 3}
    assert [row.place for row in StockMovement.objects.filter(reference=one.number)] == [shop]
    assert "place" not in desk.get(url("ship", other)).context["form"].fields


def test_a_place_without_all_of_it_is_refused_in_words(desk):
    sku, shop = stocked_sku(units=5), make_place("店")
    order = paid_order({sku: 3}, at=timezone.now())
    transfer(by=None, sku=sku, units=1, origin=home(), to=shop, at=timezone.now())

    response = desk.post(url("ship", order), {**PARCEL, "place": shop.pk}, follow=True)

    order.refresh_from_db()
    assert (order.status, stock_of(sku)) == (OrderStatus.PAID, (5, 3))
    assert sku.full_title in messages_of(response)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"carrier": "sf", "tracking_number": ""}, "tracking_number"),
        ({"carrier": "sf", "tracking_number": "顺丰一二三"}, "tracking_number"),
        ({"carrier": "sf", "tracking_number": "1" * 61}, "tracking_number"),
        ({"carrier": "pigeon", "tracking_number": "SF12345678"}, "carrier"),
    ],
)
def test_a_parcel_that_makes_no_sense_is_told_at_its_field(desk, data, field):
    order = paid_order(at=timezone.now())

    response = desk.post(url("ship", order), data)

    assert response.status_code == 422
    assert response.context["form"].errors[field]
    order.refresh_from_db()
    assert order.status == OrderStatus.PAID
    assert not Shipment.objects.exists()


def test_a_second_click_and_a_second_person_do_no_harm(desk):
    order = paid_order(at=timezone.now())
    # A colleague was faster while this page was open.
    ship_order(by=None, order=order, carrier="zto", tracking_number="ZTO12345678", at=timezone.now())

    response = desk.post(url("ship", order), PARCEL, follow=True)

    assert response.status_code == 200
    assert "ZTO12345678" in response.content.decode()
    assert messages_of(response)
    assert Shipment.objects.get().tracking_number == "ZTO12345678"


def test_cancelling_says_what_will_happen_and_does_it(desk):
    sku = stocked_sku(units=10)
    order = paid_order({sku: 3}, at=timezone.now())

    asked = desk.get(url("cancel", order)).content.decode()
    desk.post(url("cancel", order), {"text": "客人改主意"})

    assert "¥204.00" in asked
    order.refresh_from_db()
    assert (order.status, order.cancel_reason) == (OrderStatus.CANCELLED, "merchant")
    assert stock_of(sku) == (10, 0)
    assert OrderEntry.objects.get(order=order, kind=EntryKind.CANCELLED).text == "客人改主意"
    # The refund is requested by the payments room once the event is delivered.
    from shop.core.models import OutboxEvent
    from shop.core.operations import outbox

    outbox.deliver(event_id=OutboxEvent.objects.get(name="orders.cancelled").pk)
    assert Refund.objects.get().amount_fen == 20400


def test_cancelling_says_what_is_left_to_go_back(desk):
    order = paid_order({stocked_sku(units=10): 3}, at=timezone.now())
    refund_order_part(order=order, amount_fen=5000, reason="少了一个", at=timezone.now(), by=None, key="x")

    said = desk.get(url("cancel", order)).context["consequences"]
    assert [sentence for sentence in said if "¥" in sentence] == [said[-1]]
    assert "¥154.00" in said[-1]

    refund_order_part(order=order, amount_fen=15400, reason="都退", at=timezone.now(), by=None, key="y")
    said = desk.get(url("cancel", order)).context["consequences"]
    assert (len(said), [sentence for sentence in said if "¥" in sentence]) == (3, [])


def test_cancelling_needs_a_reason(desk):
    order = place(at=timezone.now())

    response = desk.post(url("cancel", order), {"text": "  "})

    assert response.status_code == 422
    order.refresh_from_db()
    assert order.status == OrderStatus.PENDING


def test_received_completes_the_order(desk):
    order = ship(paid_order(at=timezone.now()))

    assert desk.get(url("received", order)).status_code == 200
    desk.post(url("received", order))

    order.refresh_from_db()
    assert order.status == OrderStatus.COMPLETED


def test_a_note_is_written_once_and_shown(desk):
    order = place(at=timezone.now())

    for _click in range(2):
        response = desk.post(url("note", order), {"note-text": "客人周六不在家"}, follow=True)

    assert response.content.decode().count("客人周六不在家") == 1
    assert OrderEntry.objects.filter(kind=EntryKind.NOTE).count() == 1


@pytest.mark.parametrize("step", ["ship", "cancel", "received"])
def test_a_step_that_does_not_fit_the_state_leads_back_with_a_word(desk, step):
    order = place(at=timezone.now() - timedelta(days=1))

    for response in (
        desk.get(url(step, order), follow=True),
        desk.post(url(step, order), {**PARCEL, "text": "x"}, follow=True),
    ):
        assert response.status_code == 200
        assert response.redirect_chain[-1][0] == url("order", order)
        assert messages_of(response)


def test_the_page_offers_only_what_state_and_role_allow(client):
    order = paid_order(at=timezone.now())
    client.force_login(member("Warehouse"))

    html = client.get(url("order", order)).content.decode()

    assert url("ship", order) in html
    assert url("cancel", order) not in html
    assert client.post(url("cancel", order), {"text": "x"}).status_code == 302
    order.refresh_from_db()
    assert order.status == OrderStatus.PAID


def test_every_step_is_in_the_history(desk):
    order = paid_order(at=timezone.now())

    desk.post(url("ship", order), PARCEL)
    desk.post(url("received", order))

    entries = ModelLogEntry.objects.filter(action__startswith="orders.", object_id=str(order.pk)).order_by(
        "timestamp", "id"
    )
    assert [(entry.action, entry.user.username) for entry in entries] == [
        ("orders.ship", "lin"),
        ("orders.complete", "lin"),
    ]


def test_the_packing_slip_names_goods_and_person_but_no_price(desk):
    order = paid_order({stocked_sku(price_fen=6800): 2}, at=timezone.now())

    html = desk.get(url("packing_slip", order)).content.decode()

    assert "南京西路 1 号" in html
    assert "¥" not in html.split("mb-slip")[1]


def test_a_parcel_in_trouble_is_asked_after_before_its_order_counts_as_received(desk):
    order = ship(paid_order(at=timezone.now()), at=timezone.now())
    parcel = order.shipments.get()
    received = f'class="button" href="{url("received", order)}"'
    news = f'class="button" href="{reverse("order_desk:parcel_news", args=[order.number, parcel.pk])}"'
    page = desk.get(url("order", order)).text
    assert (received in page, news in page) == (True, False)

    note_news(by=member("Operations"), consignment=parcel.consignment, kind="refused", text="", at=timezone.now())
    page = desk.get(url("order", order)).text
    assert (received in page, news in page) == (False, True)
    assert f'href="{url("received", order)}"' in page
