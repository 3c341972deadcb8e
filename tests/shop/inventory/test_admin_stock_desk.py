"""The stock desk: where a SKU lies, what moves it, places, lots, bundles, quotas, and the counts in the menu."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shop.catalog.models import Sku, SkuComponent
from shop.inventory.models import Balance, Lot, Place, Quota, StockItem, StockMovement
from shop.inventory.operations import LotData, receive, save_quota
from tests.factories import NOW
from tests.factories.catalog import make_sku
from tests.factories.inventory import balances_of, bundle, dated_sku, make_place, stock_of, stocked_sku
from tests.factories.orders import place
from tests.factories.staff import member

pytestmark = pytest.mark.django_db

MAIN = "总仓"


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


@pytest.fixture
def warehouse(client: Client) -> Client:
    client.force_login(member("Warehouse"))
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"goods_desk:{name}", args=args)


def balance_of(sku: Sku) -> Balance:
    return Balance.objects.get(stock=sku.pk, on_hand__gt=0)


def days(count: int) -> date:
    return timezone.localdate() + timedelta(days=count)


def test_a_closed_place_is_offered_no_more(desk: Client) -> None:
    shop, sku = make_place("旧店"), stocked_sku()

    desk.post(url("place_close", shop.pk))

    assert ">旧店</option>" not in desk.get(url("receive", sku.pk)).content.decode()
    assert [place.is_closed for place in desk.get(url("places")).context["places"]] == [False, True]
    desk.post(url("place_close", shop.pk))
    assert ">旧店</option>" in desk.get(url("receive", sku.pk)).content.decode()


def test_a_sku_is_sold_without_stock_and_from_stock_again(desk: Client) -> None:
    sku, full = make_sku(), stocked_sku()

    for expected in (False, True):
        response = desk.post(url("stocked", sku.pk))
        assert response.url == url("sku", sku.pk)  # type: ignore[attr-defined]
        sku.refresh_from_db()
        assert sku.is_stocked is expected
        assert url("stocked", sku.pk) in desk.get(url("sku", sku.pk)).content.decode()
    assert desk.get(url("stocked", full.pk)).status_code == 200
    assert desk.post(url("stocked", full.pk)).status_code == 422
    full.refresh_from_db()
    assert full.is_stocked


@pytest.mark.parametrize(("level", "found"), [("low", {"few", "none"}), ("out", {"none"})])
def test_what_has_expired_is_not_there_for_the_lists_of_what_is_low(desk: Client, level: str, found: set[str]) -> None:
    skus = {name: dated_sku(units=20, expires_on=days(-1)) for name in ("few", "none", "enough")}
    for name, fresh in (("few", 2), ("enough", 40)):
        receive(by=None, sku=skus[name], units=fresh, lot=LotData(code="L2", expires_on=days(90)), at=NOW)

    response = desk.get(url("stock"), {"level": level})

    assert {row.sku for row in response.context["rows"]} == {skus[name] for name in found}
    assert [tab.count for tab in response.context["tabs"]] == ["3", "2", "1"]


# --- One SKU ----------------------------------------------------------------------------------------------------
def test_a_sku_shows_where_it_lies(warehouse: Client) -> None:
    sku = dated_sku(units=7, expires_on=days(-1))

    page = warehouse.get(url("sku", sku.pk)).content.decode()

    assert f"{days(-1):%Y-%m-%d}" in page
    for text in (MAIN, "L1", url("receive", sku.pk), url("write_off", sku.pk, balance_of(sku).pk)):
        assert text in page


def test_a_bundle_shows_what_it_draws(desk: Client) -> None:
    apple = stocked_sku(units=7)
    box = bundle({apple: 2})

    response = desk.get(url("sku", box.pk))

    [draw] = response.context["draws"]
    assert (draw["row"].quantity, draw["available"], draw["lasts"]) == (2, 7, 3)
    assert response.context["row"].available == 3
    assert url("receive", box.pk) not in response.content.decode()


def test_the_sku_page_asks_as_much_for_three_balances_as_for_one(desk: Client) -> None:
    def queries_with(count: int) -> int:
        sku = make_sku()
        for number in range(count):
            receive(by=None, sku=sku, units=1, lot=LotData(code=f"L{number}"), at=NOW)
        desk.get(url("sku", sku.pk))
        with CaptureQueriesContext(connection) as queries:
            desk.get(url("sku", sku.pk))
        return len(queries)

    assert queries_with(1) == queries_with(3)


def test_goods_are_received_with_lot_and_expiry(warehouse: Client) -> None:
    sku, shop = make_sku(), make_place("店")

    response = warehouse.post(
        url("receive", sku.pk),
        {
            "units": "１,２00",
            "place": shop.pk,
            "reason": "receive",
            "condition": "sellable",
            "lot_code": "2026-10",
            "expires_on": "2027-01-31",
            "origin": "南坡",
            "reference": "DN-1",
        },
    )

    assert response.url == url("sku", sku.pk)  # type: ignore[attr-defined]
    assert (balances_of(sku), stock_of(sku)) == ({("店", "2026-10", "sellable"): 1200}, (1200, 0))
    assert (Lot.objects.get().expires_on, StockMovement.objects.get().reference) == (date(2027, 1, 31), "DN-1")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"units": "0"}, "units"),
        ({"units": "a"}, "units"),
        ({"lot_code": "", "expires_on": "2027-01-31"}, "lot_code"),
        ({"lot_code": "L", "produced_on": "2027-02-01", "expires_on": "2027-01-31"}, "expires_on"),
        ({"place": "0"}, "place"),
    ],
)
def test_a_refusal_stands_at_its_field(warehouse: Client, wrong: dict[str, str], field: str) -> None:
    sku = make_sku()
    data = {"units": "1", "place": Place.objects.default().pk, "reason": "receive", "condition": "sellable", **wrong}

    response = warehouse.post(url("receive", sku.pk), data)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not StockMovement.objects.exists()


def test_units_move_are_set_aside_and_written_off(warehouse: Client) -> None:
    sku, shop = stocked_sku(units=10), make_place("店")
    pk = balance_of(sku).pk

    warehouse.post(url("transfer", sku.pk, pk), {"units": "4", "to": shop.pk})
    warehouse.post(url("condition", sku.pk, pk), {"units": "3", "condition": "damaged", "note": "磕了"})
    warehouse.post(url("write_off", sku.pk, pk), {"units": "1", "reason": "lost", "note": "找不到"})

    assert balances_of(sku) == {(MAIN, "", "sellable"): 2, ("店", "", "sellable"): 4, (MAIN, "", "damaged"): 3}
    assert stock_of(sku) == (6, 0)


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("transfer", {"units": "11"}),
        ("condition", {"units": "1", "condition": "damaged", "note": ""}),
        ("write_off", {"units": "9", "reason": "lost", "note": "x"}),
    ],
)
def test_what_cannot_be_moved_says_so(warehouse: Client, action: str, data: dict[str, Any]) -> None:
    sku, shop = stocked_sku(units=10), make_place("店")
    place({sku: 2})

    response = warehouse.post(url(action, sku.pk, balance_of(sku).pk), {"to": shop.pk, **data})

    assert response.status_code == 422
    assert response.context["form"].errors
    assert (balances_of(sku), stock_of(sku)) == ({(MAIN, "", "sellable"): 10}, (10, 2))


def test_a_balance_of_another_sku_is_not_there(warehouse: Client) -> None:
    sku, other = stocked_sku(), stocked_sku()

    assert warehouse.get(url("write_off", sku.pk, balance_of(other).pk)).status_code == 404


def test_safety_and_low_stock_are_set(warehouse: Client) -> None:
    sku = stocked_sku(units=10)

    warehouse.post(url("levels", sku.pk), {"safety": "4", "low_at": "8"})

    row = StockItem.objects.get()
    assert (row.safety, row.low_at) == (4, 8)
    response = warehouse.get(url("stock"), {"level": "low"})
    assert [(row.sku, row.available, row.level) for row in response.context["rows"]] == [(sku, 6, "low")]


def test_a_sku_becomes_a_bundle_and_back(desk: Client) -> None:
    box, apple, jam = make_sku(), stocked_sku(), stocked_sku()
    address = url("components", box.pk)

    desk.post(address, {"code": [apple.code, jam.code, ""], "quantity": ["2", "", ""]})
    assert list(SkuComponent.objects.values_list("component", "quantity")) == [(apple.pk, 2), (jam.pk, 1)]
    assert apple.code in desk.get(address).content.decode()
    desk.post(address, {"code": ["", ""], "quantity": ["", ""]})

    assert not SkuComponent.objects.exists()


@pytest.mark.parametrize(("code", "quantity"), [("NONE", "1"), ("box", "1"), ("apple", "x"), ("apple", "0")])
def test_components_that_cannot_be(desk: Client, code: str, quantity: str) -> None:
    box = make_sku(code="box")
    stocked_sku(code="apple")

    response = desk.post(url("components", box.pk), {"code": [code], "quantity": [quantity]})

    assert response.status_code == 422
    assert response.context["form"].non_field_errors()
    assert not SkuComponent.objects.exists()


# --- Places, lots, quotas ---------------------------------------------------------------------------------------
def test_places_are_added_changed_put_first_and_removed(desk: Client) -> None:
    desk.post(url("places"), {"name": "店", "kind": "shop"})
    shop = Place.objects.get(name="店")
    desk.post(url("place", shop.pk), {"name": "县城店", "kind": "shop", "address": "街 1 号"})
    desk.post(url("place_first", shop.pk))

    assert [row.name for row in Place.objects.all()] == ["县城店", MAIN]
    assert "县城店" in desk.get(url("places")).content.decode()
    desk.post(url("place_remove", shop.pk))
    assert [row.name for row in Place.objects.all()] == [MAIN]


def test_the_warehouse_sees_places_and_changes_none(warehouse: Client) -> None:
    page = warehouse.get(url("places"))

    assert page.status_code == 200
    assert "<form method" not in page.content.decode().split("<main", 1)[-1]
    warehouse.post(url("places"), {"name": "店", "kind": "shop"})
    assert Place.objects.count() == 1


def test_lots_are_listed_by_expiry(warehouse: Client) -> None:
    old, soon, later = (dated_sku(expires_on=days(count)) for count in (-1, 7, 30))
    dated_sku(expires_on=days(31))

    def listed(tab: str) -> set[Sku]:
        return {row["lot"].sku for row in warehouse.get(url("lots"), {"tab": tab}).context["rows"]}

    assert (listed("expired"), listed("week"), listed("month")) == ({old}, {old, soon}, {old, soon, later})
    assert len(listed("")) == 4
    found = warehouse.get(url("lots"), {"q": soon.code}).context["rows"]
    assert [row["lot"].sku for row in found] == [soon]
    assert [row["left"] for row in found] == [7]


def test_a_lot_is_corrected(warehouse: Client) -> None:
    dated_sku()
    lot = Lot.objects.get()

    warehouse.post(url("lot", lot.pk), {"produced_on": "", "expires_on": "2027-02-01", "origin": "北坡", "note": ""})

    lot.refresh_from_db()
    assert (lot.expires_on, lot.origin) == (date(2027, 2, 1), "北坡")
    assert MAIN in warehouse.get(url("lot", lot.pk)).content.decode()


def test_quotas_are_set_changed_and_ended(desk: Client) -> None:
    small, large = stocked_sku(), stocked_sku()

    desk.post(url("quota_add"), {"name": "产季", "limit": "500", "skus": f"{small.code}，{large.code}"})
    quota = Quota.objects.get()
    desk.post(url("quota", quota.pk), {"name": "产季", "limit": "300", "skus": small.code})

    quota.refresh_from_db()
    assert (quota.limit, [item.sku for item in quota.items.all()]) == (300, [small])
    assert "产季" in desk.get(url("quotas")).content.decode()
    desk.post(url("quota_end", quota.pk))
    assert not Quota.objects.exists()


def test_a_quota_of_unknown_skus_is_refused(desk: Client) -> None:
    response = desk.post(url("quota_add"), {"name": "产季", "limit": "5", "skus": "NONE"})

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["skus"])
    assert not Quota.objects.exists()


@pytest.mark.parametrize("name", ["lots", "places", "quotas"])
def test_lists_ask_as_much_for_three_rows_as_for_one(desk: Client, name: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.get(url(name))
        return len(captured)

    def add(number: int) -> None:
        sku = dated_sku()
        make_place()
        save_quota(by=None, name=f"Q{number}", limit=5, sku_ids=[sku.pk])

    add(1)
    desk.get(url(name))
    with_one = queries()
    add(2)
    add(3)

    assert queries() == with_one


@pytest.mark.parametrize("name", ["lots", "quotas", "stock", "movements"])
def test_an_empty_list_says_what_to_do(desk: Client, name: str) -> None:
    assert "mb-empty" in desk.get(url(name)).content.decode()


# --- The menu ---------------------------------------------------------------------------------------------------
def test_what_is_low_and_what_expires_is_counted_in_the_menu(warehouse: Client) -> None:
    stocked_sku(units=2)
    dated_sku(units=50, expires_on=days(3))
    cache.clear()

    page = warehouse.get(reverse("wagtailadmin_home")).content.decode()

    menu = page[page.index('id="wagtail-sidebar-props"') :]
    assert menu.count('"data-mb-badge": "1"') == 2
    assert menu.count('"data-mb-badge": "2"') == 1


def test_the_sale_of_a_sku_is_ended_and_reopened(desk: Client) -> None:
    sku = stocked_sku()
    there = url("sale_end", sku.pk)

    assert desk.post(there, {"sale_ends_at": "2026-12-24T18:00", "seen": ""}).status_code == 302
    sku.refresh_from_db()
    assert sku.sale_ends_at == datetime(2026, 12, 24, 10, tzinfo=UTC)
    assert "18:00</dd>" in desk.get(url("sku", sku.pk)).content.decode()

    # Somebody who has not seen it is told.
    assert desk.post(there, {"sale_ends_at": "2027-01-01T00:00", "seen": ""}).status_code == 422
    seen = desk.get(there).context["form"].initial["seen"]
    assert desk.post(there, {"sale_ends_at": "", "seen": seen}).status_code == 302
    sku.refresh_from_db()
    assert sku.sale_ends_at is None
