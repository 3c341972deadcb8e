"""The purchasing desk: suppliers, orders, receiving on the phone, suggestions; costs for those who may see them."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shop.purchasing.models import PurchaseOrder, Receipt, Supplier, SupplierItem
from shop.purchasing.operations import ItemData, undo_receipt
from tests.factories.catalog import make_sku
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.orders import paid_order, ship
from tests.factories.purchasing import arrive, draft, line_of, make_supplier, sent
from tests.factories.staff import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


@pytest.fixture
def warehouse(client: Client) -> Client:
    client.force_login(member("Warehouse"))
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"purchasing_desk:{name}", args=args)


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


# --- Suppliers --------------------------------------------------------------------------------------------------
def test_a_supplier_is_added_with_what_they_supply(desk: Client) -> None:
    sku = stocked_sku()
    form = {"name": "蓬莱果汁厂", "lead_days": "10", "min_order": "500", "is_active": "on"}
    desk.post(url("supplier_add"), form)
    supplier = Supplier.objects.get()
    terms = {"sku": sku.code.upper(), "code": "GZ6", "cost": "42.5", "pack_size": "12", "min_quantity": "24"}

    answer = desk.post(url("item_add", supplier.pk), terms)

    item = SupplierItem.objects.get()
    assert answer.url == url("supplier", supplier.pk)
    assert (supplier.lead_days, supplier.min_order_fen) == (10, 50000)
    assert (item.sku, item.code, item.cost_fen, item.pack_size, item.min_quantity) == (sku, "GZ6", 4250, 12, 24)
    page = desk.get(url("supplier", supplier.pk)).content.decode()
    assert "¥42.50" in page
    desk.post(url("item", supplier.pk, item.pk), {"code": "", "cost": "", "pack_size": "1", "min_quantity": "1"})
    item.refresh_from_db()
    assert (item.code, item.cost_fen, item.pack_size) == ("", None, 1)
    desk.post(url("item_remove", supplier.pk, item.pk))
    assert not SupplierItem.objects.exists()


def test_the_field_at_fault_is_named(desk: Client) -> None:
    supplier = make_supplier(name="那家")

    twice = desk.post(url("supplier_add"), {"name": "那家", "lead_days": "3"})
    unknown = desk.post(url("item_add", supplier.pk), {"sku": "NONE", "pack_size": "x", "min_quantity": "1"})

    assert (twice.status_code, unknown.status_code) == (422, 422)
    assert "name" in twice.context["form"].errors
    assert set(unknown.context["form"].errors) == {"sku", "pack_size"}


def test_the_lists_ask_as_much_for_three_as_for_one(desk: Client) -> None:
    def queries_of(address: str) -> int:
        desk.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(address).status_code == 200
        return len(captured)

    order = sent({make_sku(): 5, make_sku(): 5})
    arrive(order, 1, order.lines.first().sku)
    before = [queries_of(url(name)) for name in ("orders", "suppliers", "suggestions")]
    one = queries_of(url("order", order.number))
    for _ in range(2):
        arrive(sent({make_sku(): 5}), 1)
        arrive(order, 1, order.lines.first().sku)

    assert [queries_of(url(name)) for name in ("orders", "suppliers", "suggestions")] == before
    assert queries_of(url("order", order.number)) == one


# --- Orders -----------------------------------------------------------------------------------------------------
def test_an_order_is_written_row_by_row_sent_and_told_as_text(desk: Client) -> None:
    juice, cup = stocked_sku(), stocked_sku()
    supplier = make_supplier({juice: ItemData(cost_fen=4200, pack_size=12, code="GZ6")}, min_order_fen=100000)
    address = f"{url('order_add')}?supplier={supplier.pk}"
    assert supplier.name in desk.get(url("order_add")).content.decode()
    form = desk.get(address).context["form"]
    assert form.rows[0]["code"] == juice.code
    data = {
        "place": form.initial["place"].pk,
        "token": form.initial["token"],
        "code": [juice.code, cup.code, ""],
        "quantity": ["20", "3", ""],
        "cost": ["", "8.50", ""],
    }

    answer = desk.post(address, data)
    again = desk.post(address, data)

    order = PurchaseOrder.objects.get()
    assert answer.url == again.url == url("order", order.number)
    assert list(order.lines.values_list("quantity", "cost_fen")) == [(20, 4200), (3, 850)]
    page = desk.get(answer.url).content.decode()
    assert "24" in page  # whole packs would fit
    assert "¥865.50" in page
    assert "[GZ6]" in page
    assert "mailto:" in page
    desk.post(url("order_send", order.number))
    order.refresh_from_db()
    assert order.state == "sent"
    assert "¥865.50" in desk.get(url("order_print", order.number)).content.decode()


def test_mistakes_in_rows_keep_what_was_typed(desk: Client) -> None:
    supplier, sku = make_supplier(), stocked_sku()
    address = f"{url('order_add')}?supplier={supplier.pk}"

    for code, quantity, cost in (("NONE", "1", ""), (sku.code, "x", ""), (sku.code, "1", "-3"), (sku.code, "1.5", "")):
        answer = desk.post(address, {"place": "1", "code": [code], "quantity": [quantity], "cost": [cost]})

        assert answer.status_code == 422
        assert answer.context["form"].rows[0]["quantity"] == quantity
    assert not PurchaseOrder.objects.exists()


def test_a_draft_is_changed_and_a_sent_order_is_not(desk: Client) -> None:
    sku = stocked_sku()
    order = draft({sku: 5})
    form = desk.get(url("order_edit", order.number)).context["form"]
    data = {"place": order.place_id, "seen": form.initial["seen"], "code": [sku.code], "quantity": ["8"], "cost": [""]}

    assert desk.post(url("order_edit", order.number), data).status_code == 302
    stale = desk.post(url("order_edit", order.number), {**data, "quantity": ["9"]})
    desk.post(url("order_send", order.number))

    assert stale.status_code == 422
    assert line_of(order).quantity == 8
    assert desk.get(url("order_edit", order.number)).url == url("order", order.number)


def test_steps_from_the_page(desk: Client) -> None:
    order, other = sent({make_sku(): 5}), draft({make_sku(): 5})
    arrive(order, 2)

    closed = desk.post(url("order_close", order.number))
    reopened = desk.post(url("order_reopen", order.number))
    desk.post(url("order_cancel", other.number))
    refused = desk.post(url("order_cancel", order.number))

    order.refresh_from_db()
    other.refresh_from_db()
    assert "3" in said(closed)
    assert reopened.url == refused.url == url("order", order.number)
    assert (order.state, other.state) == ("partly", "cancelled")


def test_tabs_search_and_what_is_late(desk: Client) -> None:
    sku = make_sku(code="HFY-GZ-6")
    late = sent({sku: 5}, expected_on=timezone.localdate() - timedelta(days=1))
    other = draft({make_sku(): 5})
    cache.clear()

    def shown(**query: str) -> set[str]:
        return {order.number for order in desk.get(url("orders"), query).context["page"].rows}

    assert shown() == {late.number, other.number}
    assert shown(tab="late") == shown(tab="open") == shown(q="gz-6") == shown(q=late.number) == {late.number}
    assert shown(tab="draft") == {other.number}
    assert shown(q="nothing") == set()


# --- Receiving --------------------------------------------------------------------------------------------------
def test_a_scanned_code_leads_to_its_line(warehouse: Client) -> None:
    sku = make_sku(barcode="6901234567890")
    order = sent({sku: 5})

    found = warehouse.get(url("receive", order.number), {"code": "6901234567890"})
    unknown = warehouse.get(url("receive", order.number), {"code": "123"})

    assert found.url == url("receive_line", order.number, line_of(order).pk)
    assert "123" in unknown.content.decode()


def test_goods_are_received_on_the_phone(warehouse: Client) -> None:
    sku = make_sku()
    order = sent({sku: 10})
    address = url("receive_line", order.number, line_of(order).pk)
    page = warehouse.get(address)
    form = page.context["form"]
    sent_form = {**form.initial, "units": "7", "damaged": "1", "lot_code": "L1", "expires_on": "2027-05-01"}
    del sent_form["cost"]

    first = warehouse.post(address, sent_form)
    second = warehouse.post(address, sent_form)

    assert "cost" not in form.fields
    assert (first.url, second.url) == (url("receive", order.number),) * 2
    assert (stock_of(sku), Receipt.objects.count()) == ((7, 0), 1)
    line = line_of(order)
    assert (line.received, line.damaged) == (7, 1)
    assert "L1" in warehouse.get(url("order", order.number)).content.decode()


def test_too_much_asks_first(warehouse: Client) -> None:
    sku = make_sku()
    order = sent({sku: 10})
    address = url("receive_line", order.number, line_of(order).pk)
    form = {"units": "12", "token": "t", "seen": "0-0"}

    asked = warehouse.post(address, form)
    kept = warehouse.post(address, {**form, "keep_more": "on"})

    assert asked.status_code == 422
    assert "keep_more" in asked.context["form"].errors
    assert kept.url == url("order", order.number)
    assert stock_of(sku) == (12, 0)


def test_who_was_overtaken_is_told_and_may_send_again(warehouse: Client) -> None:
    sku = make_sku()
    order = sent({sku: 10})
    address = url("receive_line", order.number, line_of(order).pk)
    arrive(order, 6)

    refused = warehouse.post(address, {"units": "4", "token": "t", "seen": "0-0"})
    form = refused.context["form"]
    accepted = warehouse.post(address, {"units": "4", "token": "t", "seen": form["seen"].value()})

    assert (refused.status_code, form["seen"].value()) == (422, "6-0")
    assert accepted.status_code == 302
    assert stock_of(sku) == (10, 0)


def test_a_form_that_cannot_be_read_is_refused(warehouse: Client) -> None:
    order = sent({make_sku(): 10})
    address = url("receive_line", order.number, line_of(order).pk)

    for form in (
        {"units": "x", "token": "t", "seen": "0-0"},
        {"units": "1", "token": "t", "seen": "?"},
        {"units": "0", "token": "t", "seen": "0-0"},
        {"units": "1", "token": "t", "seen": "0-0", "expires_on": "2027-01-01"},
    ):
        assert warehouse.post(address, form).status_code == 422
    assert not Receipt.objects.exists()


def test_all_of_the_rest_at_once(warehouse: Client) -> None:
    apple, pear = make_sku(), make_sku()
    order = sent({apple: 5, pear: 3})
    arrive(order, 2, apple)
    page = warehouse.get(url("receive", order.number)).context
    form = {"token": page["token"]} | {f"seen-{row['line'].pk}": row["seen"] for row in page["rest"]}

    answers = [warehouse.post(url("receive_rest", order.number), form) for _ in range(2)]

    order.refresh_from_db()
    assert {answer.url for answer in answers} == {url("order", order.number)}
    assert (order.state, stock_of(apple), stock_of(pear)) == ("closed", (5, 0), (3, 0))
    receipt = Receipt.objects.first()
    warehouse.post(url("receipt_undo", order.number, receipt.pk))
    order.refresh_from_db()
    assert (order.state, stock_of(apple), stock_of(pear)) == ("partly", (2, 0), (0, 0))


def test_a_closed_order_is_not_received(warehouse: Client) -> None:
    order = sent({make_sku(): 1})
    line = line_of(order)
    undo_receipt(by=None, receipt=arrive(order, 1), at=timezone.now())
    arrive(order, 1)

    page = warehouse.get(url("receive_line", order.number, line.pk))
    refused = warehouse.post(
        url("receive_line", order.number, line.pk), {"units": "1", "token": "t", "seen": "1-0", "keep_more": "on"}
    )

    assert page.status_code == 200
    assert refused.status_code == 422
    assert Receipt.objects.count() == 2


# --- Costs and roles --------------------------------------------------------------------------------------------
def test_the_warehouse_sees_no_cost_and_no_step_but_receiving(warehouse: Client) -> None:
    order = sent({make_sku(): 5})

    pages = [warehouse.get(url(name, order.number)).content.decode() for name in ("order", "receive", "order_print")]

    assert not [page for page in pages if "¥" in page]
    assert url("receive", order.number) in pages[0]
    assert url("order_cancel", order.number) not in pages[0]
    for name in ("order_send", "order_cancel", "order_close", "order_edit"):
        assert warehouse.post(url(name, order.number)).status_code in {302, 403}
    order.refresh_from_db()
    assert order.state == "sent"


def test_the_cost_goes_to_the_sku_when_it_is_ticked(desk: Client) -> None:
    sku = make_sku()
    order = sent({sku: 10})
    form = {"units": "10", "token": "t", "seen": "0-0", "cost": "11.50", "take_cost": "on"}

    desk.post(url("receive_line", order.number, line_of(order).pk), form)

    sku.refresh_from_db()
    assert sku.cost_fen == 1150


# --- Suggestions ------------------------------------------------------------------------------------------------
def test_suggestions_become_drafts(desk: Client) -> None:
    sku = stocked_sku(units=3)
    supplier = make_supplier({sku: ItemData(cost_fen=900, pack_size=12)}, lead_days=14)
    ship(paid_order({sku: 2}, at=timezone.now()), at=timezone.now())
    page = desk.get(url("suggestions"), {"days": "14", "cover": "14"})
    [group] = page.context["groups"]
    [row] = group["rows"]
    assert (row.need.demand, row.to_order, group["sum_fen"]) == (4, 12, 10800)
    form = {"token": page.context["token"], "item": row.item.pk, f"units-{row.item.pk}": "24", "place": ""}

    answers = [desk.post(url("suggestions"), form) for _ in range(2)]

    order = PurchaseOrder.objects.get()
    assert {answer.url for answer in answers} == {url("order", order.number)}
    assert (order.supplier, line_of(order).quantity) == (supplier, 24)
    assert desk.get(url("suggestions")).context["groups"] == []


def test_nothing_ticked_makes_nothing(desk: Client) -> None:
    answer = desk.post(url("suggestions"), {"token": "t", "item": "x"})

    assert answer.url == url("suggestions")
    assert not PurchaseOrder.objects.exists()
