"""A wallet on the phone: put money in, pay an order with it, take the rest out."""

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from shop.orders.models import Order
from shop.payments.models import Refund, Wallet
from shop.payments.tasks import sweep
from tests.harness.browser import assert_accessible
from tests.journeys.steps import assert_fits, fill_address, goods, text

pytestmark = pytest.mark.django_db(transaction=True)


def test_top_up_pay_withdraw(phone: Page) -> None:
    sku = goods(units=5)
    phone.goto("/wallet/")
    assert_fits(phone)
    phone.fill("[name=amount_fen]", "100")
    phone.click("form[action$='/top-up/'] button")
    phone.wait_for_url("**/pay/sandbox/**")
    phone.click("button[value=pay]")
    phone.wait_for_url("**/wallet/")
    assert text(phone, ".paying-sum") == "¥100.00"
    assert_accessible(phone)

    phone.goto(sku.product.get_absolute_url())
    phone.click(".bar button.btn-main")
    fill_address(phone)
    phone.click(".chip:has([value=wallet])")
    phone.click(".checkout button.btn-main")
    phone.wait_for_url("**/orders/**")
    assert (Order.objects.get().status, Wallet.objects.get().principal_fen) == ("paid", 3_200)

    phone.goto("/wallet/")
    phone.fill("#id_out", "32")
    phone.click("form[action$='/withdraw/'] button")
    expect(phone.locator(".note-success")).to_contain_text("¥32.00")
    sweep()
    phone.reload()
    assert text(phone, ".paying-sum") == "¥0.00"
    assert_fits(phone)
    assert_accessible(phone)
    assert (Refund.objects.get().state, Refund.objects.get().amount_fen) == ("succeeded", 3_200)
    call_command("audit")
