"""A present for two people from a narrow phone without JavaScript: pasted, corrected, paid once."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from shop.orders.models import Order
from tests.harness.browser import assert_accessible
from tests.journeys.steps import assert_fits, goods, text

pytestmark = pytest.mark.django_db(transaction=True)

PASTED = "林晓 13800138000 上海市静安区南京西路1号\n王芳 浙江省杭州市西湖区文三路2号"


def test_pasted_corrected_and_paid_once(open_page: Callable[..., Page]) -> None:
    sku = goods()
    page = open_page("phone", java_script_enabled=False)
    page.goto(sku.product.get_absolute_url())
    page.click("#buy button[value=cart]")
    page.goto("/cart/")
    page.click("a[href$='/checkout/people/']")
    page.fill("#pasted", PASTED)
    page.click(".people-add form:first-of-type button")
    assert_fits(page)
    assert page.locator(".person-bad").count() == 1
    assert not page.locator(".bar-order").count()
    page.click(".person-bad .person-do a")
    assert_fits(page)
    page.fill("[name=phone]", "139 0013 9000")
    page.click(".form-end .btn-main")
    assert text(page, ".bar-order .price") == "¥136.00"

    page.click(".bar-order .btn-main")
    page.click("button[value=pay]")
    page.goto(Order.objects.first().batch.get_absolute_url())

    assert_fits(page)
    assert set(Order.objects.values_list("status", "total_fen")) == {("paid", 6800)}
    assert page.locator(".person").count() == 2


def test_the_list_can_be_used_by_everybody(open_page: Callable[..., Page]) -> None:
    page = open_page("desktop")
    page.goto(goods().product.get_absolute_url())
    page.click("#buy button[value=cart]")
    page.wait_for_load_state("networkidle")
    page.goto("/checkout/people/")
    page.fill("#pasted", PASTED)
    page.click(".people-add form:first-of-type button")
    page.wait_for_selector(".person-bad")
    assert_accessible(page)
