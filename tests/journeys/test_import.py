"""A till's export of a British gift shop, as such files are, imported by hand and taken back again."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from shop.bulk.models import Run
from shop.catalog.models import Product, Sku
from tests.harness.browser import assert_accessible
from tests.journeys.steps import assert_fits, sign_in, staff, text, texts
from tests.shop.bulk.test_undo import brand, content_hash

pytestmark = pytest.mark.django_db(transaction=True)

HEADER = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")


def invoice_lines() -> list[tuple[str, str, str, str, str, str, str, str]]:
    """Lines of invoices, not a list of goods: codes come again and again, with returns, gaps, fees and other prices."""
    told: list[tuple[str, str, str, str, str]] = []  # code, description, quantity, price, customer
    for n in range(40):
        name = f"SET OF {n + 2} RETROSPOT TINS "
        told.append((f"{22000 + n}", name, "6", "1.25", f"{12900 + n}.0"))
        if n % 3 > 0:
            told.append((f"{22000 + n}", name, "12", "1.25", ""))
        if n % 3 > 1:
            told.append((f"{22000 + n}", name, "1", "2.46", f"{13900 + n}.0"))
    told += [(f"{22001 + 3 * n}", f"SET OF {3 * n + 3} RETROSPOT TINS ", "-2", "1.25", "14646.0") for n in range(5)]
    told += [
        ("22000", "", "3", "1.25", ""),
        ("22003", "SET OF 5 RETROSPOT TINS ", "1", "0.0", ""),
        ("23256", "CHILDRENS CUTLERY SPACEBOY ", "2", "£4.15", "12923.0"),
        ("OLD-1", "栖霞苹果", "1", "72.0", "12415.0"),
        *(
            (code, name, "1", "18.0", "12708.0")
            for code, name in (("POST", "POSTAGE"), ("M", "Manual"), ("D", "Discount"))
        ),
    ]
    return [
        (f"{'C' if quantity.startswith('-') else ''}{536365 + n}", code, name, quantity, "2011-10-06 16:20:00", *rest)
        for n, (code, name, quantity, price, customer) in enumerate(told)
        for rest in [(price, customer, "United Kingdom")]
    ]


def fine(page: Page) -> None:
    assert_fits(page)
    assert_accessible(page)


def counts(page: Page) -> list[int]:
    """New (added), changed, unchanged, repeated, refused: the figures above the rows."""
    return [int(said) for said in texts(page, ".mb-counts strong")]


def test_a_file_of_invoice_lines_is_imported_by_hand_and_undone(open_page: Callable[..., Page], tmp_path: Path) -> None:
    brand()
    before = content_hash()
    staff("Operations")
    table = tmp_path / "online retail.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *invoice_lines()])
    desk = open_page("desktop")
    sign_in(desk)

    desk.goto(reverse("bulk_desk:imports"))
    desk.set_input_files("input[name=file]", table)
    desk.click(".mb-drop button[type=submit]")
    desk.wait_for_selector(".mb-mapping")
    guessed = {
        name: desk.input_value(f".mb-mapping select[name={name}]") for name in ("code", "title", "price", "stock")
    }
    assert guessed == {"code": "1", "title": "2", "price": "5", "stock": ""}, "a quantity sold is no stock"
    desk.click("form[action$='/check/'] button[type=submit]")

    desk.wait_for_selector("#confirm-import")
    assert counts(desk) == [40, 1, 0, 45, 2]
    fine(desk)
    desk.click(".mb-tabs a[href*='tab=conflicts']")
    expect(desk.locator("#rows ~ table tbody tr")).to_have_count(13)
    assert "¥1.25 · ¥2.46" in text(desk, "#rows ~ table tbody tr")
    desk.click(".mb-tabs a[href*='tab=refused']")
    desk.wait_for_url("**tab=refused*")
    assert "£4.15" in text(desk, "#rows ~ table")
    assert content_hash() == before, "a dry run writes nothing"
    desk.check("input[name=allow][value=M]")
    desk.click("#confirm-import button[type=submit]")

    desk.wait_for_selector("details:has-text('撤销')")
    assert counts(desk) == [41, 1, 0, 45, 4]
    fine(desk)
    prices = dict(Sku.objects.values_list("code", "price_fen"))
    assert (prices["22000"], prices["22002"], prices["OLD-1"], prices["M"]) == (125, 246, 7200, 1800)
    assert Product.objects.get(skus__code="22002").title == "SET OF 4 RETROSPOT TINS"

    phone = open_page("phone")
    sign_in(phone)
    phone.goto(reverse("bulk_desk:run", args=[Run.objects.get().pk]))
    fine(phone)
    phone.click("details:has-text('撤销') summary")
    phone.click("form[action$='/undo/'] button[type=submit]")
    phone.wait_for_selector(".mb-notice[role=status]")
    fine(phone)
    assert Run.objects.get().counts["kept"] == 0
    assert content_hash() == before
