"""A return with pictures, from a phone without JavaScript to the desk and back to the money."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from shop.aftersales.models import Case
from shop.customers.models import Customer
from shop.payments.models import Refund
from tests.factories.aftersales import received_order
from tests.factories.inventory import stock_of
from tests.harness.browser import assert_accessible
from tests.journeys.steps import assert_fits, goods, picture_file, sign_in, staff, text

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_return_with_pictures(open_page: Callable[..., Page], tmp_path: Path) -> None:
    sku = goods()
    phone = open_page("phone", java_script_enabled=False)
    phone.goto(sku.product.get_absolute_url())
    phone.click("#buy button[value=cart]")
    order = received_order({sku: 2}, customer=Customer.objects.get(), at=timezone.now())

    phone.goto(order.get_absolute_url())
    phone.click(".cases .btn")
    assert_fits(phone)
    phone.click(".way[href*='kind=return']")
    assert_fits(phone)
    phone.select_option(f"[name=units-{order.lines.get().pk}]", "1")
    phone.set_input_files("[name=pictures]", [picture_file(tmp_path), picture_file(tmp_path, "box.jpg")])
    phone.click(".case-form .btn-main")
    # Nobody said why; the pictures are kept all the same.
    assert phone.locator("[name=kept]").count() == 2
    phone.check("[name=reason][value=damaged]", force=True)
    phone.fill("[name=words]", "箱子破了")
    phone.click(".case-form .btn-main")
    assert phone.locator(".evidence img").count() == 2
    assert_fits(phone)

    staff("Operations")
    desk = open_page("desktop")
    sign_in(desk)
    case = Case.objects.get()
    desk.goto("/admin/cases/")
    desk.click(f"text={case.number}")
    expect(desk.locator(".mb-evidence img")).to_have_count(2)
    assert_accessible(desk)
    desk.click("form[action$='/agree/'] button")
    expect(desk.locator(".mb-head__title")).to_have_text("待寄回")

    phone.reload()
    phone.fill("[name=tracking_number]", "sf 1234 5678")
    phone.click(".case-do .btn-main")
    assert "SF12345678" in text(phone, ".steps")

    desk.reload()
    desk.fill("[name=text] >> nth=0", "只有箱子破了")
    desk.click("form[action$='/inspect/'] button")
    expect(desk.locator(".mb-head__title")).to_have_text("已完结")
    assert text(desk, ".mb-head__sum") == "¥68.00"

    phone.reload()
    assert "¥68.00" in text(phone, "h1")
    assert (Refund.objects.get().amount_fen, stock_of(sku)) == (6800, (9, 0))
