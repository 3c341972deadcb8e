"""Two hundred orders shipped from a file in which seven rows are wrong."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from microbrand import audit
from shop.orders.models import Order, Shipment
from tests.factories.customers import CustomerFactory
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.orders import paid_order, place, ship
from tests.harness.browser import assert_accessible
from tests.journeys.steps import assert_fits, sign_in, staff

pytestmark = pytest.mark.django_db(transaction=True)


def fine(page: Page) -> None:
    assert_fits(page)
    assert_accessible(page)


def test_two_hundred_orders_are_shipped_from_a_file_with_seven_bad_rows(
    open_page: Callable[..., Page], tmp_path: Path
) -> None:
    at, sku, customer = timezone.now(), stocked_sku(units=300), CustomerFactory()
    orders = [paid_order({sku: 1}, at=at, customer=customer) for _ in range(200)]
    unpaid, sent = place({sku: 1}, at=at), ship(paid_order({sku: 1}, at=at), at=at)
    rows = [[order.number, f"SF{1_000_000_000_000 + n}"] for n, order in enumerate(orders)]
    slip = orders[-1].number
    rows[199] = [slip, "SF 1"]
    rows += [
        ["9911270000001", "SF2000000000001"],
        ["", "SF2000000000002"],
        [unpaid.number, "SF2000000000003"],
        [sent.number, "SF2000000000004"],
        [slip[:-1], ""],
        [slip + "0", "7.71E+14"],
    ]
    table = tmp_path / "运单.csv"
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([["订单号", "运单号"], *rows])
    staff("Warehouse")
    desk = open_page("desktop")
    sign_in(desk)

    desk.goto(reverse("order_desk:list"))
    desk.click("header a[href$='/waybills/']")
    fine(desk)
    desk.set_input_files("input[name=file]", table)
    desk.click(".mb-drop button[type=submit]")
    desk.wait_for_selector(".mb-actionbar")
    expect(desk.locator(".mb-table tbody tr")).to_have_count(7)
    assert not Shipment.objects.exclude(order=sent).exists()
    fine(desk)
    with desk.expect_download() as download:
        desk.click(".mb-actionbar a[href$='/refused/']")
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert [row[3].value for row in book.active.iter_rows(min_row=2)] == [201, 202, 203, 204, 205, 206, 207]

    # Here the job runs within the request.
    desk.click(".mb-actionbar form[action$='/ship/'] button", no_wait_after=True)
    desk.wait_for_selector(".mb-notice", timeout=120_000)
    expect(desk.locator(".mb-tab").first).to_contain_text("7")
    fine(desk)
    desk.set_viewport_size({"width": 390, "height": 844})
    fine(desk)

    assert Order.objects.filter(status="shipped").exclude(pk=sent.pk).count() == 199
    assert Order.objects.filter(status="paid").get().number == slip
    assert stock_of(sku) == (100, 2)
    assert [row.name for row in audit.run(at=timezone.now()) if row.breach_count] == []
