"""Counting on a phone: the scan box, one SKU, the review, the document; each role as far as it may."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shop.catalog.models import Collection, CollectionItem
from shop.inventory.models import Lot, Stocktake, StocktakeCount, StocktakeLine
from shop.inventory.operations import move_stock
from tests.factories.inventory import balances_of, counted, dated_sku, make_place, stock_of, stocked_sku, stocktake_of
from tests.factories.orders import paid_order
from tests.factories.staff import member

pytestmark = pytest.mark.django_db

MAIN = "总仓"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


@pytest.fixture
def warehouse(client: Client) -> Client:
    client.force_login(member("Warehouse", first_name="小林"))
    return client


def url(name: str, stocktake: Stocktake | None = None, *args: Any) -> str:
    return reverse(f"goods_desk:{name}", args=[stocktake.number, *args] if stocktake else args)


def said(response: Any) -> str:
    """The page without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def filled(sku: Any, units: int, **more: Any) -> dict[str, Any]:
    return {"token": "t", "units-0-sellable": str(units), "seen-0-sellable": "", **more}


# --- Begin ------------------------------------------------------------------------------------------------------
def test_the_list_tells_by_state(desk: Client) -> None:
    stocktake = stocktake_of()

    page = desk.get(url("stocktakes"))

    assert [tab.count for tab in page.context["tabs"]] == ["1", "1", "0", "0"]
    assert stocktake.number in said(page)
    assert desk.get(url("stocktakes"), {"state": "posted"}).context["page"].rows == []
    assert desk.get(url("stocktakes"), {"state": "x"}).context["page"].rows == [stocktake]


def test_lists_ask_as_much_for_three_as_for_one(desk: Client) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(address).status_code == 200
        return len(captured)

    stocktake = stocktake_of()
    counted(stocktake, dated_sku(units=3), 1, lot=Lot.objects.get())
    stocked_sku()
    addresses = [url("stocktakes"), url("stocktake", stocktake), url("stocktake_review", stocktake)]
    list(map(queries, addresses))
    before = [queries(address) for address in addresses]
    for _number in range(2):
        stocktake_of()
        counted(stocktake, stocked_sku(), 1)
        stocked_sku()

    assert [queries(address) for address in addresses] == before


def test_a_stocktake_of_a_collection_is_begun(warehouse: Client) -> None:
    shelf, shop = Collection.objects.create(title="冬天", slug="winter"), make_place("店")
    CollectionItem.objects.create(collection=shelf, product=stocked_sku().product)

    response = warehouse.post(url("stocktake_add"), {"place": shop.pk, "scope": f"collection-{shelf.pk}", "skus": ""})

    stocktake = Stocktake.objects.get()
    assert response.url == url("stocktake", stocktake)  # type: ignore[attr-defined]
    assert (stocktake.place, stocktake.collection, stocktake.scope_text) == (shop, shelf, "冬天")


@pytest.mark.parametrize("skus", ["", "NONE-1"])
def test_picked_goods_are_named(warehouse: Client, skus: str) -> None:
    response = warehouse.post(url("stocktake_add"), {"place": make_place().pk, "scope": "picked", "skus": skus})

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["skus"])
    assert not Stocktake.objects.exists()


# --- Scan -------------------------------------------------------------------------------------------------------
def test_a_code_leads_to_the_goods(warehouse: Client) -> None:
    sku, stocktake = stocked_sku(barcode="6901234567892"), stocktake_of()

    response = warehouse.post(url("stocktake", stocktake), {"code": "6901234567892", "token": "t"})

    assert response.url == url("stocktake_goods", stocktake, sku.pk)  # type: ignore[attr-defined]
    assert not StocktakeCount.objects.exists()


def test_each_scan_counts_one(warehouse: Client) -> None:
    sku, stocktake = stocked_sku(units=5), stocktake_of()

    for token in ("a", "b", "b"):
        response = warehouse.post(url("stocktake", stocktake), {"code": sku.code, "one": "on", "token": token})

    assert response.url == f"{url('stocktake', stocktake)}?one=1"  # type: ignore[attr-defined]
    line = StocktakeLine.objects.get()
    assert (line.counted, line.expected) == (2, 5)
    page = warehouse.get(response.url)  # type: ignore[attr-defined]
    assert page.context["form"]["one"].value() is True
    assert "2 -3" in said(page)


def test_one_scan_cannot_say_which_lot(warehouse: Client) -> None:
    sku, stocktake = dated_sku(units=5), stocktake_of()
    move_stock(by=None, sku=sku, delta=1, reason="receive")

    response = warehouse.post(url("stocktake", stocktake), {"code": sku.code, "one": "on", "token": "a"})
    assert response.url == url("stocktake_goods", stocktake, sku.pk)  # type: ignore[attr-defined]
    warehouse.post(url("stocktake", stocktake), {"code": "L1", "one": "on", "token": "a"})

    line = StocktakeLine.objects.get()
    assert (line.lot.code, line.counted) == ("L1", 1)


def test_a_name_offers_what_it_may_be(warehouse: Client) -> None:
    one, other, stocktake = stocked_sku(code="HFY-1"), stocked_sku(code="HFY-2"), stocktake_of()

    response = warehouse.post(url("stocktake", stocktake), {"code": "HFY", "token": "t"})

    assert [hit.sku for hit in response.context["hits"]] == [one, other]
    assert url("stocktake_goods", stocktake, other.pk) in response.content.decode()


@pytest.mark.parametrize("code", ["unknown", "", "outside"])
def test_what_is_not_counted_here_is_refused_in_words(warehouse: Client, code: str) -> None:
    stocktake = stocktake_of(sku_ids=[stocked_sku().pk])
    stocked_sku(code="outside")

    response = warehouse.post(url("stocktake", stocktake), {"code": code, "one": "on", "token": "t"})

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["code"])
    assert not StocktakeCount.objects.exists()


# --- One SKU ----------------------------------------------------------------------------------------------------
def test_a_number_is_written_down_and_only_then_compared(warehouse: Client) -> None:
    sku, stocktake = stocked_sku(units=7777), stocktake_of()
    address = url("stocktake_goods", stocktake, sku.pk)
    assert "7777" not in said(warehouse.get(address))

    response = warehouse.post(address, filled(sku, 7775), follow=True)

    assert response.redirect_chain[0][0] == url("stocktake", stocktake)
    assert StocktakeLine.objects.get().difference == -2
    assert "7775" in said(response)
    assert "7777" in said(response)


def test_each_lot_has_its_number_and_a_new_one_can_be_named(warehouse: Client) -> None:
    sku, stocktake = dated_sku(units=5), stocktake_of()
    lot = Lot.objects.get()

    warehouse.post(
        url("stocktake_goods", stocktake, sku.pk),
        {
            "token": "t",
            f"units-{lot.pk}-sellable": "4",
            "lot_code": "L2",
            "expires_on": "2027-03-01",
            "condition": "damaged",
            "units": "1",
        },
    )

    lines = StocktakeLine.objects.order_by("pk").values_list("lot__code", "condition", "counted", "expected")
    assert list(lines) == [("L1", "sellable", 4, 5), ("L2", "damaged", 1, 0)]


def test_a_colleagues_count_asks_what_this_one_is_to_it(warehouse: Client) -> None:
    sku, stocktake = stocked_sku(units=10), stocktake_of()
    address = url("stocktake_goods", stocktake, sku.pk)
    counted(stocktake, sku, 4, by=member("Operations", first_name="小王"))

    response = warehouse.post(address, filled(sku, 6))

    assert response.status_code == 422
    assert "小王" in said(response)
    form = response.context["form"]
    assert (form["seen-0-sellable"].value(), form["mode-0-sellable"].value()) == ("4", "add")
    warehouse.post(address, filled(sku, 6, **{"seen-0-sellable": "4", "mode-0-sellable": "add"}))
    assert StocktakeLine.objects.get().counted == 10
    late = warehouse.post(address, filled(sku, 7, token="u", **{"seen-0-sellable": "4", "mode-0-sellable": "anew"}))
    assert (late.status_code, StocktakeLine.objects.get().counted) == (422, 10)


@pytest.mark.parametrize("units", ["", "a", "-1", "99999999999"])
def test_something_must_be_counted(warehouse: Client, units: str) -> None:
    sku, stocktake = stocked_sku(units=10), stocktake_of()

    response = warehouse.post(url("stocktake_goods", stocktake, sku.pk), filled(sku, 0, **{"units-0-sellable": units}))

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["units-0-sellable"])
    assert not StocktakeCount.objects.exists()


# --- Review and post --------------------------------------------------------------------------------------------
def test_the_review_shows_differences_and_what_was_not_counted(desk: Client) -> None:
    sku, missed, stocktake = stocked_sku(units=5, cost_fen=1250), stocked_sku(units=3), stocktake_of()
    counted(stocktake, sku, 3)

    page = desk.get(url("stocktake_review", stocktake))

    [row] = page.context["lines"]
    assert (row["line"].sku, row["value_fen"], row["problem"]) == (sku, -2500, None)
    assert "-¥25.00" in said(page)
    assert [balance.stock_id for balance in page.context["rest"]] == [missed.pk]


def test_costs_are_for_those_who_may_see_them(warehouse: Client) -> None:
    stocktake = stocktake_of()
    counted(stocktake, stocked_sku(units=5, cost_fen=1250), 3)

    page = warehouse.get(url("stocktake_review", stocktake))

    assert "¥" not in said(page)
    assert url("stocktake_post", stocktake) not in page.content.decode()


def test_it_is_posted_with_a_reason(desk: Client) -> None:
    sku, stocktake = stocked_sku(units=5), stocktake_of()
    counted(stocktake, sku, 3)

    assert desk.post(url("stocktake_post", stocktake), {"reason": ""}).status_code == 422
    response = desk.post(url("stocktake_post", stocktake), {"reason": "月底盘点"}, follow=True)

    assert response.redirect_chain[0][0] == url("stocktake_review", stocktake)
    assert (stock_of(sku), Stocktake.objects.get().state) == ((3, 0), "posted")
    assert "月底盘点" in said(response)
    assert desk.get(url("stocktake", stocktake)).url == url("stocktake_review", stocktake)  # type: ignore[attr-defined]
    assert desk.get(url("stocktake_goods", stocktake, sku.pk)).status_code == 302
    assert url("stocktake", stocktake) in desk.get(reverse("goods_desk:ledger", args=[sku.pk])).content.decode()


def test_a_refusal_names_the_orders_where_the_difference_is(desk: Client) -> None:
    sku, stocktake = stocked_sku(units=5), stocktake_of()
    order = paid_order({sku: 4})
    counted(stocktake, sku, 3)

    response = desk.post(url("stocktake_post", stocktake), {"reason": "月底"})

    assert response.status_code == 422
    assert said(response).count(order.number) == 2
    assert (stock_of(sku), Stocktake.objects.get().state) == ((5, 4), "open")


def test_the_rest_is_counted_as_zero_and_a_line_left_out(desk: Client) -> None:
    sku, stocktake = stocked_sku(units=5), stocktake_of()

    desk.post(url("stocktake_rest", stocktake))
    line = StocktakeLine.objects.get()
    assert (line.counted, line.expected) == (0, 5)
    response = desk.post(url("stocktake_leave_out", stocktake, line.pk), follow=True)

    assert sku.code in said(response)
    assert not StocktakeLine.objects.exists()


def test_it_is_given_up(warehouse: Client) -> None:
    sku, stocktake = stocked_sku(units=5), stocktake_of()
    counted(stocktake, sku, 1)

    warehouse.post(url("stocktake_cancel", stocktake))

    assert (Stocktake.objects.get().state, balances_of(sku)) == ("cancelled", {(MAIN, "", "sellable"): 5})
    assert warehouse.post(url("stocktake", stocktake), {"code": sku.code, "token": "t"}).status_code == 302


@pytest.mark.parametrize("name", ["stocktake_post", "stocktake_rest"])
def test_the_warehouse_counts_and_does_not_post(warehouse: Client, name: str) -> None:
    stocktake = stocktake_of()
    counted(stocktake, stocked_sku(units=5), 3)
    stocked_sku()

    assert warehouse.post(url(name, stocktake), {"reason": "x"}).status_code == 302
    assert (Stocktake.objects.get().state, StocktakeLine.objects.count()) == ("open", 1)
