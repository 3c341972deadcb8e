"""What goes wrong on a shopper's way: impatient fingers, a closed browser, codes that lead nowhere."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page

from shop.orders.enums import OrderStatus
from shop.orders.models import CartLine, Order
from shop.payments.enums import PaymentState
from shop.payments.models import Payment
from shop.social.operations import create_link
from tests.factories.inventory import stock_of
from tests.harness.browser import assert_accessible
from tests.journeys.steps import assert_fits, fill_address, goods, text

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_button_is_pressed_twice(phone: Page) -> None:
    sku = goods(units=5)
    phone.goto(sku.product.get_absolute_url())

    phone.dblclick("#buy button[value=cart]")
    phone.wait_for_selector("#cart-badge:not([hidden])")
    phone.wait_for_selector(".toast .note-success")
    assert CartLine.objects.get().quantity == 1

    phone.goto("/checkout/")
    fill_address(phone)
    phone.dblclick(".checkout button.btn-main", no_wait_after=True)
    phone.wait_for_url("**/pay/sandbox/**")
    phone.wait_for_load_state("load")
    phone.dblclick("button[value=pay]", no_wait_after=True)
    phone.wait_for_url("**/orders/**")
    order = Order.objects.get()
    assert (order.status, order.total_fen) == (OrderStatus.PAID, 6800)
    payment = Payment.objects.get()
    assert (payment.state, payment.amount_fen) == (PaymentState.SUCCEEDED, 6800)
    assert stock_of(sku) == (5, 1)

    phone.go_back()
    phone.wait_for_load_state("load")
    assert Order.objects.count() == Payment.objects.count() == 1
    call_command("audit")


def test_the_browser_is_closed_between_paying_and_returning(open_page: Callable[..., Page]) -> None:
    sku = goods()
    page = open_page("phone")
    page.goto(sku.product.get_absolute_url())
    page.click(".bar button.btn-main")
    fill_address(page)
    page.click(".checkout button.btn-main")
    page.wait_for_url("**/pay/sandbox/**")
    order = Order.objects.get()

    # The service decides, and the answer that would lead back to the shop never arrives.
    page.route(re.compile(r"/orders/"), lambda route: route.abort())
    page.click("button[value=pay]", no_wait_after=True)
    page.wait_for_timeout(300)
    kept = page.context.storage_state()
    page.context.close()

    later = open_page("phone", storage_state=kept)
    later.goto("/orders/")
    assert_accessible(later)
    later.click(f"a[href='/orders/{order.number}/']")
    assert later.locator(".order-paid").count() == 1
    assert_fits(later)
    order.refresh_from_db()
    assert order.status == OrderStatus.PAID
    assert Payment.objects.get().amount_fen == 6800

    # Whoever finds the address sees neither name nor street.
    stranger = open_page("phone")
    stranger.goto(f"/orders/{order.number}/")
    assert "林晓" not in stranger.content()
    assert "南京西路" not in stranger.content()
    assert_accessible(stranger)


def test_a_failed_payment_can_be_repeated(phone: Page) -> None:
    sku = goods()
    phone.goto(sku.product.get_absolute_url())
    phone.click(".bar button.btn-main")
    fill_address(phone)
    phone.click(".checkout button.btn-main")
    phone.click("button[value=fail]")

    assert phone.locator(".order-pending .note-warning").count() == 1
    assert_accessible(phone)
    phone.click(".bar-order button.btn-main")
    phone.click("button[value=pay]")

    assert phone.locator(".order-paid").count() == 1
    assert Order.objects.get().status == OrderStatus.PAID
    assert sorted(Payment.objects.values_list("state", flat=True)) == [PaymentState.FAILED, PaymentState.SUCCEEDED]


def test_codes_that_lead_nowhere_lead_on(phone: Page) -> None:
    sku = goods()
    link = create_link(by=None, target=sku.product, medium="poster", at=timezone.now())
    forged = link.code[:-1] + ("a" if link.code[-1] != "a" else "b")

    for code in (forged, "nosuchcode", "你好", "x" * 300):
        response = phone.goto(f"/s/{code}/")
        assert response is not None
        assert response.status in (404, 410), code
        assert "栖霞红富士礼盒" in text(phone, "main")
        assert_fits(phone)

    past = create_link(
        by=None,
        target=sku.product,
        medium="poster",
        at=timezone.now(),
        expires_at=timezone.now() - timedelta(seconds=1),
    )
    response = phone.goto(f"/s/{past.code}/")
    assert response is not None
    assert response.status == 410
    assert "栖霞红富士礼盒" in text(phone, "main")
    assert_accessible(phone)

    phone.goto(f"/s/{link.code}/")
    assert urlsplit(phone.url).path == sku.product.get_absolute_url()
