"""The purchase path with plain HTML on a narrow phone: old browsers and in-app browsers buy too."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from shop.orders.enums import OrderStatus
from shop.orders.models import Order
from tests.harness.browser import assert_accessible
from tests.journeys.steps import assert_fits, fill_address, goods, story_with, text

pytestmark = pytest.mark.django_db(transaction=True)

NARROW = {"width": 360, "height": 740}


def test_a_story_is_read_and_its_product_bought(open_page: Callable[..., Page]) -> None:
    sku = goods(units=3)
    story = story_with(sku.product)
    page = open_page("phone", java_script_enabled=False, viewport=NARROW)

    page.goto("/")
    assert_fits(page)
    page.click(f"a[href$='{story.url}']")
    assert_fits(page)
    assert text(page, ".offer .price") == "¥68"

    page.click(".offer-title a")
    assert_fits(page)
    assert f"story={story.pk}" in page.url
    assert text(page, "h1") == "栖霞红富士礼盒"
    page.fill("#quantity", "2")
    page.click("#buy button[value=cart]")
    assert_fits(page)
    page.goto("/cart/")
    assert_fits(page)
    assert text(page, ".bar .price") == "¥136.00"

    page.click(f"#more-{sku.pk}")
    assert text(page, ".bar .price") == "¥204.00"
    expect(page.locator(f"#more-{sku.pk}")).to_be_disabled()
    page.fill(f"#quantity-{sku.pk}", "1")
    page.click(".line-form .no-js-only")
    assert text(page, ".bar .price") == "¥68.00"

    page.click(".bar a.btn-main")
    assert_fits(page)
    page.click(".checkout button.btn-main")
    assert page.locator(".field-error").count() >= 4, "an empty address is refused field by field"
    assert_fits(page)
    fill_address(page)
    page.click(".checkout button.btn-main")

    assert "/pay/sandbox/" in page.url
    assert_fits(page)
    assert text(page, ".amount") == "¥68.00"
    page.click("button[value=pay]")

    order = Order.objects.get()
    assert page.url.endswith(f"/orders/{order.number}/")
    assert_fits(page)
    assert page.locator(".order-paid").count() == 1
    assert (order.status, order.total_fen, order.phone) == (OrderStatus.PAID, 6800, "13800138000")

    page.goto("/orders/")
    assert_fits(page)
    assert order.number in page.content()


@pytest.mark.parametrize("address", ["/", "/c/", "/search/?q=苹果", "/cart/", "/orders/", "/orders/find/", "/stories/"])
def test_pages_around_the_path_fit(open_page: Callable[..., Page], address: str) -> None:
    page = open_page("phone", java_script_enabled=False, viewport=NARROW)

    response: Any = page.goto(address)

    assert response.status == 200
    assert_fits(page)


def test_the_path_is_accessible(open_page: Callable[..., Page]) -> None:
    """Axe needs scripts, so this walks the same pages with them, at the same width."""
    sku = goods()
    story = story_with(sku.product)
    page = open_page("phone", viewport=NARROW)

    for address in ("/", story.url, sku.product.get_absolute_url()):
        page.goto(address)
        assert_fits(page)
        assert_accessible(page)
