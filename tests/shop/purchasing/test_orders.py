"""Drafts, and the steps of an order."""

from datetime import timedelta

import pytest

from shop.core.errors import InvalidInput, StaleState
from shop.inventory.errors import NoStockOfItsOwn
from shop.inventory.models import Place
from shop.purchasing.errors import NothingOrdered, NotInState
from shop.purchasing.models import PurchaseLine, PurchaseOrder
from shop.purchasing.operations import (
    ItemData,
    OrderData,
    OrderedLine,
    cancel_order,
    close_order,
    draft_orders,
    reopen_order,
    save_order,
    send_order,
)
from shop.purchasing.queries import text_of
from tests.factories import NOW
from tests.factories.inventory import bundle, make_place, stocked_sku
from tests.factories.purchasing import arrive, draft, make_supplier, sent

pytestmark = pytest.mark.django_db


def state(order: PurchaseOrder) -> str:
    return PurchaseOrder.objects.get(pk=order.pk).state


def test_a_draft_takes_code_and_cost_from_the_suppliers_list() -> None:
    listed, other = stocked_sku(), stocked_sku()
    supplier = make_supplier({listed: ItemData(code="GZ-6", cost_fen=4200)})
    lines = [OrderedLine(sku_id=listed.pk, quantity=24), OrderedLine(sku_id=other.pk, quantity=1, cost_fen=100)]

    order = save_order(by=None, data=OrderData(supplier=supplier, place=Place.objects.default(), lines=lines), at=NOW)

    assert order.number.startswith("P")
    rows = order.lines.values_list("sku", "code", "quantity", "cost_fen")
    assert list(rows) == [(listed.pk, "GZ-6", 24, 4200), (other.pk, "", 1, 100)]


def test_a_double_click_makes_one_draft() -> None:
    data = OrderData(
        supplier=make_supplier(),
        place=Place.objects.default(),
        lines=[OrderedLine(sku_id=stocked_sku().pk, quantity=1)],
    )

    orders = {save_order(by=None, data=data, at=NOW, token="once").pk for _ in range(2)}

    assert len(orders) == PurchaseLine.objects.count() == 1


def test_a_draft_is_rewritten_but_not_over_somebody_elses_change() -> None:
    sku, place = stocked_sku(), make_place()
    order = draft({sku: 5})
    seen = order.changed_at

    def write(units: int, at, seen) -> PurchaseOrder:
        line = OrderedLine(sku_id=sku.pk, quantity=units)
        data = OrderData(supplier=order.supplier, place=place, lines=[line])
        return save_order(by=None, data=data, at=at, order=order, seen=seen)

    later = write(6, NOW + timedelta(minutes=1), seen)
    with pytest.raises(StaleState):
        write(7, NOW + timedelta(minutes=2), seen)

    assert later.place == place
    assert PurchaseLine.objects.get().quantity == 6


@pytest.mark.parametrize("quantity", [0, -1, 10_000_001])
def test_impossible_quantities_are_refused(quantity: int) -> None:
    with pytest.raises(InvalidInput):
        draft({stocked_sku(): quantity})

    assert not PurchaseOrder.objects.exists()


def test_a_bundle_is_not_ordered_and_nothing_twice() -> None:
    sku = stocked_sku()
    twice = [OrderedLine(sku_id=sku.pk, quantity=1)] * 2

    with pytest.raises(NoStockOfItsOwn):
        draft({bundle({sku: 2}): 1})
    with pytest.raises(InvalidInput):
        save_order(
            by=None, data=OrderData(supplier=make_supplier(), place=Place.objects.default(), lines=twice), at=NOW
        )

    assert not PurchaseOrder.objects.exists()


def test_a_sent_order_is_expected_after_the_lead_time() -> None:
    order = draft({stocked_sku(): 5}, supplier=make_supplier(lead_days=10))

    assert send_order(by=None, order=order, at=NOW) is True
    assert send_order(by=None, order=order, at=NOW) is False

    order.refresh_from_db()
    assert (order.state, order.sent_at) == ("sent", NOW)
    assert (order.expected_on - NOW.date()).days == 10


def test_an_empty_draft_is_not_sent() -> None:
    order = draft({})

    with pytest.raises(NothingOrdered):
        send_order(by=None, order=order, at=NOW)

    assert state(order) == "draft"


def test_only_what_has_not_arrived_is_cancelled() -> None:
    order, begun = sent({stocked_sku(): 5}), sent({stocked_sku(): 5})
    arrive(begun, 1)

    assert cancel_order(by=None, order=order, at=NOW) is True
    assert cancel_order(by=None, order=order, at=NOW) is False
    with pytest.raises(NotInState):
        cancel_order(by=None, order=begun, at=NOW)
    with pytest.raises(NotInState):
        send_order(by=None, order=order, at=NOW)

    assert (state(order), state(begun)) == ("cancelled", "partly")


def test_a_sent_order_is_not_rewritten() -> None:
    sku = stocked_sku()
    order = sent({sku: 5})
    data = OrderData(supplier=order.supplier, place=order.place, lines=[OrderedLine(sku_id=sku.pk, quantity=9)])

    with pytest.raises(NotInState):
        save_order(by=None, data=data, at=NOW, order=order)

    assert PurchaseLine.objects.get().quantity == 5


def test_the_rest_does_not_come_and_then_it_does() -> None:
    order, untouched = sent({stocked_sku(): 5}), sent({stocked_sku(): 5})
    arrive(order, 4)

    assert close_order(by=None, order=order, at=NOW) is True
    assert close_order(by=None, order=order, at=NOW) is False
    assert state(order) == "closed"
    with pytest.raises(NotInState):
        arrive(order, 1)
    assert reopen_order(by=None, order=order, at=NOW) is True
    assert reopen_order(by=None, order=order, at=NOW) is False
    assert state(order) == "partly"
    with pytest.raises(NotInState):
        close_order(by=None, order=untouched, at=NOW)


def test_what_is_complete_is_not_reopened() -> None:
    order = sent({stocked_sku(): 5})
    arrive(order, 5)

    with pytest.raises(NotInState):
        reopen_order(by=None, order=order, at=NOW)

    assert state(order) == "closed"


def test_drafts_by_supplier_once_for_a_double_click() -> None:
    juice, vinegar, cup = stocked_sku(), stocked_sku(), stocked_sku()
    mill = make_supplier({juice: ItemData(cost_fen=4200), vinegar: ItemData(cost_fen=2000)})
    potter = make_supplier({cup: ItemData()})
    quantities = {item.pk: 10 + number for number, item in enumerate([*mill.items.order_by("pk"), potter.items.get()])}

    for _ in range(2):
        orders = draft_orders(by=None, quantities=quantities, place=Place.objects.default(), at=NOW, token="once")

    assert [order.supplier for order in orders] == [mill, potter]
    assert list(PurchaseLine.objects.order_by("pk").values_list("sku", "quantity", "cost_fen")) == [
        (juice.pk, 10, 4200),
        (vinegar.pk, 11, 2000),
        (cup.pk, 12, None),
    ]


def test_no_draft_of_nothing() -> None:
    with pytest.raises(NothingOrdered):
        draft_orders(by=None, quantities={}, place=Place.objects.default(), at=NOW, token="t")


def test_the_order_as_text() -> None:
    sku = stocked_sku(code="HFY-GZ-6")
    order = sent({sku: 24}, supplier=make_supplier({sku: ItemData(code="GZ6")}), note="周三前到")

    text = text_of(order, list(order.lines.select_related("sku__product")))

    assert order.number in text
    assert f"1. [GZ6] {sku.full_title} (HFY-GZ-6) × 24" in text
    assert text.endswith("\n\n周三前到")
