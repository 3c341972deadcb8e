"""Custom work with a deposit, from a phone without JavaScript to the desk and back, until the balance is paid."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from shop.bespoke.models import BespokeWork
from shop.bespoke.operations import follow_order
from shop.orders.enums import OrderStatus
from shop.orders.models import Order
from tests.factories.bespoke import custom_sku
from tests.factories.payments import pay
from tests.harness.browser import assert_accessible
from tests.journeys.steps import assert_fits, picture_file, sign_in, staff, text

pytestmark = pytest.mark.django_db(transaction=True)


def arrive() -> None:
    """The gateway reports, and what follows from it is delivered."""
    order = Order.objects.get()
    pay(order, at=timezone.now())
    follow_order(order_id=order.pk, at=timezone.now())


def test_custom_work_with_a_deposit(open_page: Callable[..., Page], tmp_path: Path) -> None:
    sku = custom_sku()
    phone = open_page("phone", java_script_enabled=False)
    phone.goto(sku.product.get_absolute_url())
    phone.click(".custom-ask a")
    assert_fits(phone)
    phone.fill("[name=words]", "刻“山高水长”四字")
    phone.fill("[name=name]", "林小满")
    phone.fill("[name=phone]", "13800138000")
    phone.set_input_files("[name=pictures]", [picture_file(tmp_path)])
    phone.click(".case-form .btn-main")
    assert phone.locator(".evidence img").count() == 1

    staff("Operations")
    desk = open_page("desktop")
    sign_in(desk)
    work = BespokeWork.objects.get()
    desk.goto("/admin/custom-work/")
    desk.click(f"text={work.number}")
    assert_accessible(desk)
    desk.fill("form[action$='/quote/'] [name=text]", "寿山石，篆书")
    desk.fill("[name=each]", "1000")
    desk.click("form[action$='/quote/'] button")
    expect(desk.locator(".mb-head__sum")).to_have_text("¥1,000.00")

    phone.reload()
    assert_fits(phone)
    phone.click(".bar .btn-main")
    for field, value in (("province", "上海市"), ("street", "南京西路 1 号")):
        if field == "province":
            phone.select_option(f"[name={field}]", value)
            phone.click("[name=pick][value=region]")
            phone.select_option("[name=district]", "静安区")
        else:
            phone.fill(f"[name={field}]", value)
    assert_fits(phone)
    phone.click("#accept .btn-main")
    assert "¥200.00" in text(phone, ".order-next")
    arrive()

    desk.reload()
    desk.set_input_files("form[action$='/proof/'] [name=pictures]", [picture_file(tmp_path, "proof.jpg")])
    desk.click("form[action$='/proof/'] button")
    expect(desk.locator(".mb-head__title")).to_have_text("待确认样稿")
    phone.goto(f"/custom/{work.number}/")
    assert phone.locator(".proof img").count() == 1
    phone.click(".bar .btn-main")
    desk.reload()
    desk.click("form[action$='/finish/'] button")
    expect(desk.locator(".mb-head__title")).to_have_text("待付尾款")

    phone.reload()
    phone.click(".bar .btn-main")
    assert "¥800.00" in text(phone, ".order-next")
    assert_fits(phone)
    arrive()
    phone.reload()
    assert Order.objects.get().status == OrderStatus.PAID
    assert phone.locator(".step-now").count() == 1
