"""What to order: from the ledger, what is promised, expires and is on the way."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.inventory.models import StockItem
from shop.inventory.operations import LotData, receive
from shop.purchasing.operations import ItemData
from shop.purchasing.queries import Suggestion, find_line, overdue, suggestions
from tests.factories import NOW
from tests.factories.inventory import bundle, dated_sku, stocked_sku
from tests.factories.orders import paid_order, place, ship
from tests.factories.purchasing import arrive, draft, make_supplier, sent

pytestmark = pytest.mark.django_db


def suggest(**fields) -> list[Suggestion]:
    page = suggestions(**{"at": NOW, "days": 14, "cover_days": 14, **fields})
    assert page.next_after == 0
    return page.rows


def sell(quantities: dict, *, days_ago: int = 1) -> None:
    at = NOW - timedelta(days=days_ago)
    ship(paid_order(quantities, at=at), at=at)


def test_what_runs_out_is_ordered_in_packs() -> None:
    sku, plenty = stocked_sku(units=40), stocked_sku(units=400)
    supplier = make_supplier({sku: ItemData(cost_fen=900, pack_size=12), plenty: ItemData()}, lead_days=14)
    sell({sku: 20, plenty: 20})
    sell({sku: 15}, days_ago=15)  # before the days that count
    StockItem.objects.filter(pk=sku.pk).update(safety=2)
    place({sku: 1})
    arrive(sent({sku: 10}, supplier=supplier), 4)
    draft({sku: 3}, supplier=supplier)

    [row] = suggest()

    need = row.need
    assert (need.shipped, need.span, need.demand, need.wanted) == (20, 28, 40, 42)
    # 40 − 20 − 15 and 4 that came since
    assert (need.on_hand, need.reserved, need.on_order, need.drafted) == (9, 1, 6, 3)
    assert (need.free, need.missing, row.to_order, row.sum_fen) == (8, 25, 36, 36 * 900)


def test_a_bundle_counts_as_its_components() -> None:
    apple = stocked_sku(units=10)
    make_supplier({apple: ItemData()}, lead_days=0)
    sell({bundle({apple: 3}): 2})

    [row] = suggest()

    assert (row.need.shipped, row.need.on_hand, row.to_order) == (6, 4, 2)


def test_what_expires_before_it_is_sold_does_not_count_as_there() -> None:
    sku = dated_sku(units=10, expires_on=NOW.date() + timedelta(days=3))
    receive(by=None, sku=sku, units=20, lot=LotData(code="L2", expires_on=date(2028, 1, 1)), at=NOW)
    make_supplier({sku: ItemData()}, lead_days=16)
    sell({sku: 2}, days_ago=1)

    [row] = suggest(cover_days=200)

    # Eight are left of the first lot, and at 2 in 14 days not one of them is sold in four days.
    assert (row.need.expiring, row.need.free) == (8, 20)


def test_the_cheapest_active_supplier_is_asked_and_the_others_are_named() -> None:
    sku = stocked_sku(units=1)
    dear = make_supplier({sku: ItemData(cost_fen=1000)})
    make_supplier({sku: ItemData()}, name="价格不明")
    cheap = make_supplier({sku: ItemData(cost_fen=900)}, lead_days=30)
    make_supplier({sku: ItemData(cost_fen=1)}, is_active=False)
    sell({sku: 1})

    [row] = suggest()
    [from_dear] = suggest(supplier=dear)

    assert (row.item.supplier, row.others) == (cheap, (dear.name, "价格不明"))
    assert from_dear.item.supplier == dear


def test_a_page_looks_at_some_goods_and_the_next_one_goes_on(monkeypatch) -> None:
    skus = [stocked_sku(units=1) for _ in range(5)]
    calm = stocked_sku(units=100)
    make_supplier({sku: ItemData() for sku in [*skus, calm]})
    for sku in skus:
        sell({sku: 1})
    monkeypatch.setattr("shop.purchasing.queries.SHOWN", 2)

    def walk() -> list[list[int]]:
        pages, after = [], 0
        while True:
            page = suggestions(at=NOW, days=14, cover_days=14, after=after)
            pages.append(sorted(row.item.sku_id for row in page.rows))
            after = page.next_after
            if not after:
                return pages

    ids = [sku.pk for sku in skus]
    assert walk() == [ids[:2], ids[2:4], ids[4:]]
    monkeypatch.setattr("shop.purchasing.queries.LOOKED_AT", 1)
    assert walk() == [*([pk] for pk in ids), []]
    monkeypatch.setattr("shop.purchasing.queries.LOOKED_AT", 6)
    monkeypatch.setattr("shop.purchasing.queries.SHOWN", 100)
    assert walk() == [ids]


def test_what_is_on_its_way_is_not_looked_at_again(monkeypatch) -> None:
    monkeypatch.setattr("shop.purchasing.queries.SHOWN", 1)
    covered, other = stocked_sku(units=1), stocked_sku(units=1)
    supplier = make_supplier({covered: ItemData(), other: ItemData()})
    sell({covered: 1, other: 1})
    sent({covered: 500}, supplier=supplier)

    assert [row.item.sku for row in suggest()] == [other]


def test_three_skus_cost_no_more_queries_than_one() -> None:
    def queries_with(count: int) -> int:
        skus = [stocked_sku(units=1) for _ in range(count)]
        make_supplier({sku: ItemData() for sku in skus})
        for sku in skus:
            sell({sku: 1})
        with CaptureQueriesContext(
            connection,
        ) as captured:
            suggest()
        return len(captured)

    assert queries_with(1) == queries_with(3) == 8


def test_a_line_is_found_by_any_of_its_codes() -> None:
    sku = stocked_sku(code="HFY-1", barcode="6901234567890")
    order = sent({sku: 1}, supplier=make_supplier({sku: ItemData(code="GZ-6")}))
    line = order.lines.get()

    assert [find_line(order, code) for code in ("hfy-1", "6901234567890", "gz-6", "HFY")] == [line, line, line, None]


def test_late_is_what_is_open_and_was_expected_before_today() -> None:
    late = sent({stocked_sku(): 5}, expected_on=NOW.date() - timedelta(days=1))
    sent({stocked_sku(): 5}, expected_on=NOW.date())
    arrive(sent({stocked_sku(): 5}, expected_on=NOW.date() - timedelta(days=1)), 5)
    draft({stocked_sku(): 5}, expected_on=NOW.date() - timedelta(days=1))

    assert list(overdue(at=NOW)) == [late]
