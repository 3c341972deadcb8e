"""Several parcels for one order: what each holds, what is left, and what follows from it."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from microbrand import audit
from shop.catalog.models import Sku
from shop.core.errors import InvalidInput
from shop.core.models import OutboxEvent
from shop.inventory.models import QuotaUse, Reservation, StockMovement
from shop.inventory.operations import save_quota
from shop.orders.enums import CancelReason, OrderStatus
from shop.orders.errors import OrderNotInState
from shop.orders.models import Order, OrderLine, Shipment
from shop.orders.operations import cancel_order, complete_order, ship_order
from tests.factories import NOW
from tests.factories.inventory import bundle, stock_of, stocked_sku
from tests.factories.orders import order_in, paid_order
from tests.factories.staff import member

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(member("Warehouse"))
    return client


def send(order: Order, number: str, units: Mapping[Sku, int] | None = None, at=LATER) -> Shipment:
    """Ship a part, named by SKU."""
    by_line = None
    if units is not None:
        by_line = {order.lines.get(sku=sku).pk: count for sku, count in units.items()}
    return ship_order(by=None, order=order, carrier="sf", tracking_number=number, at=at, units=by_line)


def clean() -> list[str]:
    """Names of the audit's checks that find something wrong."""
    return [row.name for row in audit.run(at=NOW + timedelta(minutes=5)) if row.breach_count]


def test_an_order_leaves_in_parts_and_is_shipped_with_the_last() -> None:
    apple, jam = stocked_sku(), stocked_sku()
    order = paid_order({apple: 3, jam: 2})

    first = send(order, "SF0001", {apple: 2, jam: 0})

    order.refresh_from_db()
    assert (order.status, order.shipped_at, order.is_partly_shipped) == ("paid", LATER, True)
    assert [(row.line.sku, row.quantity) for row in first.lines.all()] == [(apple, 2)]
    assert [(line.sku, line.to_ship) for line in order.lines.all()] == [(apple, 1), (jam, 2)]
    assert (stock_of(apple), stock_of(jam)) == ((8, 1), (10, 2))
    entry = order.entries.get(kind="shipped")
    assert entry.text == f"SF0001 · {order.lines.first().title} ×2"
    names = list(OutboxEvent.objects.order_by("id").values_list("name", flat=True))
    assert (names[-1], names.count("orders.shipped")) == ("orders.parcel_shipped", 0)
    assert clean() == []

    send(order, "SF0002", at=LATER + timedelta(days=1))

    order.refresh_from_db()
    assert (order.status, order.shipped_at, order.is_partly_shipped) == ("shipped", LATER + timedelta(days=1), False)
    assert [line.to_ship for line in order.lines.all()] == [0, 0]
    assert (stock_of(apple), stock_of(jam)) == ((7, 0), (8, 0))
    # What left in two parts is one promise that was kept.
    assert sorted(Reservation.objects.values_list("quantity", "state")) == [(2, "fulfilled"), (3, "fulfilled")]
    assert sorted(StockMovement.objects.filter(reason="ship").values_list("delta", flat=True)) == [-2, -2, -1]
    assert OutboxEvent.objects.latest("id").name == "orders.shipped"
    assert clean() == []


def test_a_part_of_a_bundle_draws_what_it_was_made_of() -> None:
    apple, jam = stocked_sku(units=20), stocked_sku(units=20)
    box = bundle({apple: 2, jam: 3})
    order = paid_order({box: 3, apple: 1})

    send(order, "SF0001", {box: 2})
    assert (stock_of(apple), stock_of(jam)) == ((16, 3), (14, 3))
    assert clean() == []

    send(order, "SF0002", {box: 1, apple: 1})
    assert (stock_of(apple), stock_of(jam)) == ((13, 0), (11, 0))
    assert Order.objects.get().status == "shipped"
    assert clean() == []


def test_a_quota_is_used_up_when_the_last_unit_of_its_sku_left() -> None:
    apple, jam = stocked_sku(), stocked_sku()
    save_quota(by=None, name="头茬", limit=5, sku_ids=[apple.pk])
    order = paid_order({apple: 2, jam: 1})

    states = []
    for number, units in (("SF0001", {apple: 1}), ("SF0002", {apple: 1})):
        send(order, number, units)
        states.append(QuotaUse.objects.get().state)

    assert states == ["confirmed", "fulfilled"]
    assert clean() == []


@pytest.mark.parametrize(
    ("counts", "number", "field"),
    [
        ((4, 0), "SF0002", "units"),
        ((-1, 1), "SF0002", "units"),
        ((0, 0), "SF0002", "units"),
        ((1, 1), "sf 0001", "tracking_number"),
    ],
)
def test_a_parcel_that_cannot_be_is_refused_and_nothing_written(counts, number, field) -> None:
    apple, jam = stocked_sku(), stocked_sku()
    order = paid_order({apple: 4, jam: 2})
    send(order, "SF0001", {apple: 1})
    before = list(OrderLine.objects.values()), list(StockMovement.objects.values())

    with pytest.raises(InvalidInput) as refusal:
        send(order, number, dict(zip((apple, jam), counts, strict=True)))

    assert refusal.value.field == field
    assert (list(OrderLine.objects.values()), list(StockMovement.objects.values())) == before
    assert Shipment.objects.count() == 1


def test_lines_of_another_order_do_not_go_into_the_parcel() -> None:
    order, other = paid_order(), paid_order()

    with pytest.raises(InvalidInput):
        ship_order(by=None, order=order, carrier="sf", tracking_number="SF1", at=NOW, units={other.lines.get().pk: 1})
    assert not Shipment.objects.exists()


def test_what_has_left_in_part_is_neither_closed_nor_received() -> None:
    apple = stocked_sku()
    order = paid_order({apple: 2})
    send(order, "SF0001", {apple: 1})

    with pytest.raises(OrderNotInState):
        cancel_order(by=None, order=order, reason=CancelReason.MERCHANT, at=LATER)
    with pytest.raises(OrderNotInState):
        complete_order(by=None, order=order, at=LATER)

    assert (Order.objects.get().status, stock_of(apple)) == ("paid", (9, 1))


def test_orders_of_one_person_may_share_a_waybill() -> None:
    for order in (paid_order(), paid_order()):
        ship_order(by=None, order=order, carrier="sf", tracking_number="SF0001", at=NOW)

    assert list(Shipment.objects.values_list("tracking_number", flat=True)) == ["SF0001", "SF0001"]


def test_only_a_paid_order_is_partly_shipped() -> None:
    for status in OrderStatus:
        assert not order_in(status).is_partly_shipped


def test_staff_ship_a_part_and_see_what_is_left(desk) -> None:
    apple, jam = stocked_sku(), stocked_sku()
    order = paid_order({apple: 3, jam: 1}, at=timezone.now())
    lines = {line.sku: line for line in order.lines.all()}
    page, ship = f"/admin/orders/{order.number}/", f"/admin/orders/{order.number}/ship/"
    fields = [field.name for field in desk.get(ship).context["form"].unit_fields]
    assert fields == [f"units-{lines[apple].pk}", f"units-{lines[jam].pk}"]
    parcel = {"carrier": "sf", "tracking_number": "SF0001"}

    response = desk.post(ship, {**parcel, **dict.fromkeys(fields, "0")})
    assert (response.status_code, "至少" in response.content.decode()) == (422, True)
    response = desk.post(ship, {**parcel, fields[0]: "4", fields[1]: ""})
    assert response.status_code == 422
    response = desk.post(ship, {**parcel, fields[0]: "2", fields[1]: ""}, follow=True)

    text = response.content.decode()
    assert "部分发货" in text
    assert "SF0001" in text
    assert "ship" in response.context["actions"]
    assert "cancel" not in response.context["actions"]
    [row] = desk.get("/admin/orders/", {"tab": "paid"}).context["rows"]
    assert row["state"] == "部分发货"

    desk.post(ship, {**parcel, "tracking_number": "SF0002"})
    order.refresh_from_db()
    assert order.status == "shipped"
    text = desk.get(page).content.decode()
    assert "SF0001" in text
    assert "SF0002" in text


def test_one_unit_is_no_question(desk) -> None:
    order = paid_order(at=timezone.now())

    assert desk.get(f"/admin/orders/{order.number}/ship/").context["form"].unit_fields == []
