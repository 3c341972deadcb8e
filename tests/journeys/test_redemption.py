"""A voucher at the counter, on a phone: scanned with its camera, redeemed once, and told to the second counter."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page

from shop.vouchers.models import Voucher
from tests.factories.vouchers import voucher_order
from tests.harness.browser import assert_accessible
from tests.journeys.steps import assert_fits, sign_in, staff, text

pytestmark = pytest.mark.django_db(transaction=True)

# A browser that reads QR codes, and a camera that sees one.
CAMERA = """
    window.BarcodeDetector = class { async detect() { return [{ rawValue: "SEEN" }]; } };
    navigator.mediaDevices.getUserMedia = async () => {
        const canvas = document.createElement("canvas");
        const picture = canvas.getContext("2d");
        setInterval(() => picture.fillRect(0, 0, Math.random() * 100, 50), 40);
        return canvas.captureStream();
    };
"""


def fine(page: Page) -> None:
    assert_fits(page)
    assert_accessible(page)


def test_two_counters_and_one_code(open_page: Callable[..., Page]) -> None:
    voucher_order()
    voucher = Voucher.objects.get()
    staff("Warehouse", "xiaolin")
    staff("Operations", "chenlu")

    one = open_page("phone")
    one.add_init_script(CAMERA.replace("SEEN", f"{settings.SITE_URL}/admin/vouchers/?code={voucher.code}"))
    sign_in(one, "xiaolin")
    one.goto("/admin/vouchers/")
    fine(one)
    one.click("[data-mb-camera-open]")
    one.wait_for_selector("#voucher-title")
    fine(one)

    # At the other counter the camera fails: the code is read out and typed.
    other = open_page("phone")
    sign_in(other, "chenlu")
    other.goto("/admin/vouchers/")
    other.fill("[name=code]", voucher.readable_code)
    other.press("[name=code]", "Enter")
    other.wait_for_selector("#voucher-title")

    one.click("button.mb-button--large")
    one.wait_for_selector(".messages li.success")
    other.click("button.mb-button--large")
    other.wait_for_selector(".messages li.error")
    fine(other)

    assert "已核销" in text(other, ".messages")
    voucher.refresh_from_db()
    assert voucher.redeemed_by.username == "xiaolin"
