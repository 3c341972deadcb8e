"""A stocktake on a phone: the warehouse scans and types, the owner looks at the differences and posts them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from shop.catalog.models import Sku
from shop.inventory.models import StockMovement, Stocktake
from tests.factories.inventory import stock_of
from tests.factories.orders import paid_order, ship
from tests.harness.browser import assert_accessible
from tests.journeys.steps import assert_fits, goods, sign_in, staff, text, texts

pytestmark = pytest.mark.django_db(transaction=True)

BARCODE = "6901234567892"
# A browser that reads barcodes, and a camera that sees one.
CAMERA = """
    window.BarcodeDetector = class { async detect() { return [{ rawValue: "BARCODE" }]; } };
    navigator.mediaDevices.getUserMedia = async () => {
        const canvas = document.createElement("canvas");
        const picture = canvas.getContext("2d");
        setInterval(() => picture.fillRect(0, 0, Math.random() * 100, 50), 40);
        return canvas.captureStream();
    };
""".replace("BARCODE", BARCODE)


def fine(page: Page) -> None:
    assert_fits(page)
    assert_accessible(page)


def shelf() -> tuple[Sku, Sku, Sku]:
    crate, jam, honey = (
        goods(title=title, slug=slug, units=units)
        for title, slug, units in (("霜后红富士", "crate", 10), ("苹果酱", "jam", 6), ("苹果花蜜", "honey", 4))
    )
    Sku.objects.filter(pk=crate.pk).update(barcode=BARCODE)
    return crate, jam, honey


def test_a_shelf_is_counted_on_a_phone(open_page: Callable[..., Page]) -> None:
    crate, jam, honey = shelf()
    staff("Warehouse", "xiaolin")
    staff("Owner")

    phone = open_page("phone")
    phone.add_init_script(CAMERA)
    sign_in(phone, "xiaolin")
    phone.goto("/admin/goods/stocktakes/")
    fine(phone)
    phone.click("a.button[href$='/stocktakes/add/']")
    fine(phone)
    phone.fill("[name=note]", "十一月月底")
    phone.click("main button[type=submit]")
    stocktake = Stocktake.objects.get()
    fine(phone)

    # With the camera: the barcode leads to the crate, and a number is typed.
    phone.click("[data-mb-camera-open]")
    phone.wait_for_url(f"**/goods/{crate.pk}/")
    fine(phone)
    expect(phone.locator("#id_units-0-sellable")).to_be_focused()
    phone.fill("#id_units-0-sellable", "9")
    phone.click("main button[type=submit]")
    assert "9" in text(phone, ".messages")
    assert "10" in text(phone, ".messages")

    # With a scanner that types the code and Enter, one unit a scan.
    phone.check("[name=one]")
    for _scan in range(6):
        phone.fill("[name=code]", jam.code)
        phone.press("[name=code]", "Enter")
        phone.wait_for_url("**/?one=1")
        expect(phone.locator("[name=code]")).to_be_focused()
        expect(phone.locator("[name=code]")).to_have_value("")
    assert texts(phone, ".mb-take__list .mb-take__units") == ["6", "9 -1"]
    fine(phone)
    phone.fill("[name=code]", "没有的")
    phone.press("[name=code]", "Enter")
    expect(phone.locator(".mb-take .mb-error").first).to_be_visible()
    fine(phone)

    phone.click("main a[href$='/review/']")
    fine(phone)
    assert phone.locator("form[action$='/post/']").count() == 0, "the warehouse counts and does not post"
    assert honey.code in text(phone, "[aria-labelledby=rest-title]")

    # Meanwhile a crate that was counted is sold and leaves.
    ship(paid_order({crate: 2}))

    owner = open_page("phone")
    sign_in(owner)
    owner.goto(f"/admin/goods/stocktakes/{stocktake.number}/review/")
    fine(owner)
    assert texts(owner, ".mb-delta") == ["-1"]
    owner.fill("[name=reason]", "十一月月底盘点")
    owner.click("form[action$='/post/'] button")
    fine(owner)

    stocktake.refresh_from_db()
    assert stocktake.state == "posted"
    assert [stock_of(sku) for sku in (crate, jam, honey)] == [(7, 0), (6, 0), (4, 0)]
    movement = StockMovement.objects.get(reference=stocktake.number)
    assert (movement.delta, movement.balance, movement.note) == (-1, 7, "十一月月底盘点")
    assert owner.locator("main form").count() == 0, "what is posted stays"


def test_counting_works_without_javascript(open_page: Callable[..., Page]) -> None:
    crate, _jam, _honey = shelf()
    staff("Owner")
    page = open_page("phone", java_script_enabled=False, viewport={"width": 360, "height": 740})
    sign_in(page)

    page.goto("/admin/goods/stocktakes/add/")
    page.click("main button[type=submit]")
    page.fill("[name=code]", BARCODE)
    page.click(".mb-take__code button")
    page.fill("#id_units-0-sellable", "8")
    page.click("main button[type=submit]")
    page.click("main a[href$='/review/']")
    assert_fits(page)
    page.fill("[name=reason]", "盘点")
    page.click("form[action$='/post/'] button")

    assert Stocktake.objects.get().state == "posted"
    assert stock_of(crate) == (8, 0)
