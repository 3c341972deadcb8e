"""Goods arrive: too few, too many, damaged, twice, and by mistake."""

from datetime import date, timedelta

import pytest

from shop.catalog.models import Sku
from shop.core.errors import InvalidInput
from shop.inventory.errors import NotThere, StockBelowReserved
from shop.inventory.models import StockMovement
from shop.inventory.operations import LotData
from shop.purchasing.errors import MoreThanOrdered, NotInState, ReceivedMeanwhile
from shop.purchasing.models import PurchaseOrder, Receipt
from shop.purchasing.operations import Arrival, cancel_order, close_order, receive_goods, undo_receipt
from tests.factories import NOW
from tests.factories.catalog import make_sku
from tests.factories.inventory import balances_of, make_place, stock_of, stocked_sku
from tests.factories.orders import place as place_order
from tests.factories.purchasing import arrive, draft, line_of, sent

pytestmark = pytest.mark.django_db

MAIN = "总仓"


def booked(order: PurchaseOrder) -> tuple[str, int, int]:
    line = line_of(order)
    return PurchaseOrder.objects.get(pk=order.pk).state, line.received, line.damaged


def test_goods_come_in_parts_into_the_place_of_the_order() -> None:
    sku, shop = make_sku(), make_place("店")
    order = sent({sku: 10})
    PurchaseOrder.objects.filter(pk=order.pk).update(place=shop)

    arrive(order, 4, lot=LotData(code="L1", expires_on=date(2027, 3, 1)))
    assert booked(order) == ("partly", 4, 0)
    arrive(order, 6)

    assert booked(order) == ("closed", 10, 0)
    assert stock_of(sku) == (10, 0)
    assert balances_of(sku) == {("店", "L1", "sellable"): 4, ("店", "", "sellable"): 6}
    movements = StockMovement.objects.order_by("pk").values_list("delta", "reason", "reference", "balance")
    assert list(movements) == [(4, "receive", order.number, 4), (6, "receive", order.number, 6)]


def test_damaged_units_are_apart_and_still_missing() -> None:
    sku = make_sku()
    order = sent({sku: 10})

    arrive(order, 7, damaged=3)

    assert booked(order) == ("partly", 7, 3)
    assert line_of(order).missing == 3
    assert stock_of(sku) == (7, 0)
    assert balances_of(sku) == {(MAIN, "", "sellable"): 7, (MAIN, "", "damaged"): 3}


def test_too_much_is_kept_only_if_somebody_says_so() -> None:
    sku = make_sku()
    order = sent({sku: 10})

    with pytest.raises(MoreThanOrdered) as refusal:
        arrive(order, 12)
    assert refusal.value.field == "keep_more"
    assert (booked(order), stock_of_or_none(sku)) == (("sent", 0, 0), None)

    arrive(order, 12, keep_more=True)

    assert booked(order) == ("closed", 12, 0)
    assert line_of(order).too_many == 2


def stock_of_or_none(sku: Sku) -> tuple[int, int] | None:
    return stock_of(sku) if StockMovement.objects.filter(stock=sku.pk).exists() else None


def test_a_double_tap_books_once() -> None:
    sku = make_sku()
    order = sent({sku: 10})
    arrival = Arrival(line_id=line_of(order).pk, units=4, seen=(0, 0))

    calls = [receive_goods(by=None, order=order, arrivals=[arrival], token="tap", at=NOW) for _ in range(2)]

    assert [new for _receipt, new in calls] == [True, False]
    assert calls[0][0] == calls[1][0]
    assert (booked(order), stock_of(sku), Receipt.objects.count()) == (("partly", 4, 0), (4, 0), 1)


def test_the_second_tap_of_the_last_units_is_no_refusal() -> None:
    order = sent({make_sku(): 4})
    arrival = Arrival(line_id=line_of(order).pk, units=4, seen=(0, 0))

    calls = [receive_goods(by=None, order=order, arrivals=[arrival], token="tap", at=NOW) for _ in range(2)]

    assert [new for _receipt, new in calls] == [True, False]
    assert booked(order) == ("closed", 4, 0)


def test_what_somebody_else_booked_meanwhile_is_told() -> None:
    order = sent({make_sku(): 10})
    arrive(order, 10 - 4)

    with pytest.raises(ReceivedMeanwhile) as refusal:
        arrive(order, 4, seen=(0, 0))

    assert "6" in str(refusal.value)
    assert booked(order) == ("partly", 6, 0)


@pytest.mark.parametrize("step", [cancel_order, None])
def test_nothing_is_received_of_a_draft_or_a_cancelled_order(step) -> None:
    sku = make_sku()
    order = sent({sku: 10}) if step else draft({sku: 10})
    if step:
        step(by=None, order=order, at=NOW)

    with pytest.raises(NotInState):
        arrive(order, 1)

    assert not StockMovement.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"units": 0}, {"units": -1}, {"units": 1, "damaged": -1}, {"units": 1, "cost_fen": -1}]
)
def test_impossible_arrivals_are_refused(fields: dict) -> None:
    order = sent({make_sku(): 10})

    with pytest.raises(InvalidInput):
        arrive(order, **fields)

    assert not Receipt.objects.exists()


def test_a_line_of_another_order_is_refused() -> None:
    order, other = sent({make_sku(): 10}), sent({make_sku(): 10})
    arrival = Arrival(line_id=line_of(other).pk, units=1, seen=(0, 0))

    with pytest.raises(InvalidInput):
        receive_goods(by=None, order=order, arrivals=[arrival], token="t", at=NOW)

    assert not Receipt.objects.exists()


def test_a_lot_with_another_date_undoes_all_of_the_receipt() -> None:
    apple, pear = make_sku(), make_sku()
    order = sent({apple: 5, pear: 5})
    arrive(order, 1, pear, lot=LotData(code="L", expires_on=date(2027, 1, 1)))
    arrivals = [
        Arrival(line_id=line_of(order, apple).pk, units=5, seen=(0, 0)),
        Arrival(
            line_id=line_of(order, pear).pk,
            units=4,
            seen=(1, 0),
            lot=LotData(code="L", expires_on=date(2027, 2, 2)),
        ),
    ]

    with pytest.raises(InvalidInput):
        receive_goods(by=None, order=order, arrivals=arrivals, token="t", at=NOW)

    assert (line_of(order, apple).received, line_of(order, pear).received) == (0, 1)
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize(
    ("cost_fen", "take", "line_fen", "sku_fen"),
    [(None, False, 1000, None), (None, True, 1000, 1000), (1150, False, 1150, None), (1150, True, 1150, 1150)],
)
def test_the_cost_is_taken_over_only_on_demand(cost_fen, take: bool, line_fen: int, sku_fen) -> None:
    sku = make_sku()
    order = sent({sku: 10})

    arrive(order, 10, cost_fen=cost_fen, take_cost=take)

    sku.refresh_from_db()
    assert (line_of(order).cost_fen, sku.cost_fen) == (line_fen, sku_fen)


def test_a_receipt_booked_by_mistake_goes_back_where_it_came_from() -> None:
    sku = stocked_sku(units=2)
    order = sent({sku: 10})
    arrive(order, 3)
    receipt = arrive(order, 7, damaged=1, lot=LotData(code="L1"))
    assert booked(order)[0] == "closed"

    later = NOW + timedelta(hours=1)
    assert undo_receipt(by=None, receipt=receipt, at=later) is True
    assert undo_receipt(by=None, receipt=receipt, at=later) is False

    assert booked(order) == ("partly", 3, 0)
    assert stock_of(sku) == (5, 0)
    assert balances_of(sku) == {(MAIN, "", "sellable"): 5}
    undone = StockMovement.objects.filter(reason="correct").order_by("pk").values_list("delta", "condition", "balance")
    assert list(undone) == [(-7, "sellable", 0), (-1, "damaged", 0)]


def test_goods_that_were_promised_since_are_not_taken_back() -> None:
    sku = make_sku()
    order = sent({sku: 10})
    receipt = arrive(order, 10)
    place_order({sku: 1})

    with pytest.raises((StockBelowReserved, NotThere)):
        undo_receipt(by=None, receipt=receipt, at=NOW)

    receipt.refresh_from_db()
    assert (receipt.undone_at, booked(order), stock_of(sku)) == (None, ("closed", 10, 0), (10, 1))


def test_taking_back_of_an_order_that_was_closed_short_leaves_it_closed() -> None:
    order = sent({make_sku(): 10})
    receipt = arrive(order, 4)
    close_order(by=None, order=order, at=NOW)

    undo_receipt(by=None, receipt=receipt, at=NOW)

    assert booked(order) == ("closed", 0, 0)
