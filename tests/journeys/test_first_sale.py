"""The main job, played once from end to end: goods come in, a story tells of them, a fan scans, buys and receives."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
import zxingcpp
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import Page, expect

from content.stories.models import StoryIndexPage, StoryPage
from shop.bulk.models import Run
from shop.catalog.enums import PriceKind
from shop.catalog.models import PriceEntry, Product, Sku
from shop.inventory.models import StockMovement
from shop.orders.enums import OrderStatus
from shop.orders.models import Order
from shop.payments.enums import PaymentState
from shop.payments.models import Payment
from shop.promotions.models import Promotion
from tests.factories.inventory import stock_of
from tests.harness.browser import assert_accessible
from tests.journeys.steps import (
    assert_fits,
    fill_address,
    picture_file,
    sign_in,
    staff,
    text,
    texts,
)

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "栖霞红富士礼盒"
# Two good rows, one product; one row without a price that can be read; one that is no goods at all.
TABLE = f"""商品编码,商品名称,价格,库存,规格名,规格值
FJ-12,{TITLE},128.00,24,规格,12 枚
FJ-06,{TITLE},68.00,40,规格,6 枚
JAM-1,苹果酱,四十八,10,,
POST,POSTAGE,18.00,1,,
"""


@pytest.fixture
def clock() -> Any:
    """The shop's clock: it runs from the real time until the journey moves it."""
    with time_machine.travel(timezone.now(), tick=True) as traveller:
        yield traveller


def test_from_a_table_of_goods_to_a_parcel_received(
    open_page: Callable[..., Page], site: str, clock: Any, tmp_path: Path, settings: Any
) -> None:
    # A machine is faster than Wagtail saves by itself: publishing in the middle of that leaves a second draft.
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    staff("Owner")
    desk = open_page("desktop")
    sign_in(desk)
    assert_accessible(desk)

    import_goods(desk, tmp_path)
    product = publish_product(desk, tmp_path)
    check_grid(desk, product)
    story = write_story(desk, product)
    reader = open_page("phone")
    promotion = schedule_promotion(desk, product)
    watch_price_flip(reader, story, product, promotion, clock)

    link = make_poster(desk, product, site)
    fan = open_page("phone")
    order = buy_through(fan, link, story, product, promotion)

    ship_order(desk, order, story)
    receive(fan, desk, order)

    small, large = Sku.objects.get(code="FJ-06"), Sku.objects.get(code="FJ-12")
    assert (stock_of(small), stock_of(large)) == ((39, 0), (24, 0))
    assert list(StockMovement.objects.filter(stock_id=small.pk).order_by("pk").values_list("delta", flat=True)) == [
        40,
        -1,
    ]
    prices = PriceEntry.objects.filter(sku=small).order_by("pk").values_list("kind", "price_fen")
    assert list(prices) == [(PriceKind.ASKED, 6800), (PriceKind.PROMO, 4800), (PriceKind.SOLD, 4800)]
    order.refresh_from_db()
    assert (order.status, order.total_fen, order.freight_fen) == (OrderStatus.COMPLETED, 4800, 0)
    assert order.lines.get().total_fen == 4800
    assert [(paid.state, paid.amount_fen) for paid in Payment.objects.all()] == [(PaymentState.SUCCEEDED, 4800)]
    assert order.attribution.story_id == story.pk
    said = StringIO()
    call_command("audit", stdout=said)
    assert "no breach" in said.getvalue()


def import_goods(desk: Page, folder: Path) -> None:
    """Upload, map, dry run, import; one row is refused with its reason, one is left out, two become a product."""
    table = folder / "goods.csv"
    table.write_text(TABLE, encoding="utf-8")
    desk.goto(reverse("bulk_desk:imports"))
    assert_accessible(desk)
    desk.set_input_files("input[name=file]", table)
    desk.click(".mb-drop button[type=submit]")

    desk.wait_for_selector(".mb-mapping")
    assert_accessible(desk)
    for field in ("code", "title", "price", "stock", "option_name", "option_value"):
        assert desk.input_value(f".mb-mapping select[name={field}]") != "", f"the column of {field} was not guessed"
    desk.click("form[action$='/check/'] button[type=submit]")

    desk.wait_for_selector("#confirm-import")
    assert_accessible(desk)
    assert not Product.objects.exists(), "a dry run writes nothing"
    assert counts(desk) == [2, 0, 0, 0, 1]
    assert texts(desk, ".mb-card table td.mb-mono") == ["POST"]
    desk.check("input[name=allow][value=POST]")
    desk.click(".mb-tabs a[href*='tab=refused']")
    desk.wait_for_url("**tab=refused*")
    assert "JAM-1" in text(desk, "#rows ~ table")
    expect(desk.locator("input[name=allow][value=POST]")).to_be_checked()
    desk.uncheck("input[name=allow][value=POST]")
    desk.click("#confirm-import button[type=submit]")

    desk.wait_for_selector("a[href*='tab=new']")
    assert counts(desk) == [2, 0, 0, 0, 2], "what was not ticked is refused too"
    assert_accessible(desk)
    run = Run.objects.get()
    assert run.state == "done"
    with desk.expect_download() as download:
        desk.click(f"a[href='{reverse('bulk_desk:refused', args=[run.pk])}']")
    sheet = load_workbook(BytesIO(Path(download.value.path()).read_bytes())).active
    refused = [(row[0], row[-2], row[-1]) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [row[:2] for row in refused] == [("JAM-1", 4), ("POST", 5)]
    assert "四十八" in refused[0][2]


def counts(desk: Page) -> list[int]:
    """New, changed, unchanged, repeated, refused: the figures above an import's rows."""
    return [int(said) for said in texts(desk, ".mb-counts strong")]


def publish_product(desk: Page, folder: Path) -> Product:
    """Give the imported product a picture and words, and put it into the shop."""
    product = Product.objects.get()
    assert (product.title, product.live) == (TITLE, False)
    desk.goto("/admin/snippets/catalog/product/")
    assert_accessible(desk)
    desk.click(f"a:has-text('{TITLE}')")
    desk.wait_for_selector("#id_subtitle")
    desk.fill("#id_subtitle", "下过三场霜才摘，木箱里十二个。")
    choose_picture(desk, "cover", picture_file(folder))
    write(desk, "#panel-body-section", "果子在树上等到第三场霜。")
    assert_accessible(desk)
    desk.click("button[name=action-publish]")
    desk.wait_for_selector(".messages .success, .messages [class*=success]")
    product.refresh_from_db()
    assert product.live
    assert product.cover.title
    return product


def choose_picture(desk: Page, field: str, file: Path) -> None:
    """Upload a picture in the chooser's window."""
    desk.click(f"#id_{field}-chooser [data-chooser-action-choose]")
    desk.click(".modal [role=tab][href*=upload]")
    desk.set_input_files(".modal input[type=file]", file)
    # The window takes the title from the file's name, a moment later.
    expect(desk.locator(".modal input[name$=title]")).to_have_value("apple")
    desk.fill(".modal input[name$=title]", "一个红富士")
    desk.fill(".modal input[name$=description]", "木桌上一个红苹果。")
    desk.click(".modal form[enctype] button[type=submit]")
    desk.wait_for_selector(".modal", state="detached")


def write(desk: Page, panel: str, words: str) -> None:
    """Type into the rich text of a panel."""
    desk.locator(panel).locator(".public-DraftEditor-content").first.click()
    desk.keyboard.type(words)


def check_grid(desk: Page, product: Product) -> None:
    """Price and stock stand in the grid as the file said them."""
    desk.goto(f"/admin/snippets/catalog/product/{product.pk}/skus/")
    assert_accessible(desk)
    rows = {
        row.locator("th a").inner_text().strip(): (
            row.locator("input[name=price]").input_value(),
            row.locator("input[name=stock]").input_value(),
            row.locator("[data-mb-out=available]").inner_text().strip(),
        )
        for row in desk.locator("tr[data-mb-row]").all()
    }
    assert rows == {"FJ-12": ("128.00", "24", "24"), "FJ-06": ("68.00", "40", "40")}


def write_story(desk: Page, product: Product) -> StoryPage:
    """An editor writes a story with the product in a card and publishes it."""
    index = StoryIndexPage.objects.get()
    desk.goto(f"/admin/pages/add/stories/storypage/{index.pk}/")
    desk.fill("#id_title", "等第三场霜")
    desk.fill("#id_standfirst", "霜下三场，苹果才甜。")
    add_block(desk, "text")
    write(desk, "[data-streamfield-child]:has(.Draftail-Editor)", "夜里降到零下，糖才肯留在果子里。")
    add_block(desk, "product")
    desk.click("[data-streamfield-child] [data-chooser-action-choose]")
    desk.click(f".modal a:has-text('{product.title}')")
    desk.wait_for_selector(".modal", state="detached")
    assert_accessible(desk)
    desk.click("button[name=action-publish]")
    desk.wait_for_url(f"**/admin/pages/{index.pk}/")
    story: StoryPage = StoryPage.objects.get()
    assert story.live
    assert story.title == "等第三场霜"
    return story


def add_block(desk: Page, kind: str) -> None:
    """Add a block at the end of the story."""
    desk.locator("button.c-sf-add-button").last.click()
    icons = {"text": "pilcrow", "product": "tag"}
    desk.click(f"[role=option]:has(use[href='#icon-{icons[kind]}'])")


def schedule_promotion(desk: Page, product: Product) -> Promotion:
    """¥48 instead of ¥68, from an hour from now, for an hour."""
    starts_at = (timezone.now() + timedelta(hours=1)).replace(microsecond=0)
    desk.goto("/admin/promotions/add/")
    assert_accessible(desk)
    desk.fill("[name=name]", "霜降三日")
    desk.fill("[name=starts_at]", local(starts_at))
    desk.fill("[name=ends_at]", local(starts_at + timedelta(hours=1)))
    desk.fill("[name=find_text]", product.title)
    desk.click("button[name=find]")
    sku = Sku.objects.get(code="FJ-06")
    desk.click(f"button[name=add][value='{sku.pk}']")
    desk.fill(f"[name=sku-{sku.pk}-price]", "48")
    desk.fill(f"[name=sku-{sku.pk}-quantity]", "3")
    assert_accessible(desk)
    desk.click("button[name=save]")
    desk.wait_for_url("**/admin/promotions/*/")
    assert_accessible(desk)
    promotion = Promotion.objects.get()
    assert promotion.starts_at == starts_at
    return promotion


def local(moment: datetime) -> str:
    """As the form's picker writes it."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M:%S")


def watch_price_flip(reader: Page, story: StoryPage, product: Product, promotion: Promotion, clock: Any) -> None:
    """A second before the start it costs ¥68, at the start ¥48: in the story and on the product's page, no worker."""
    for moment, price in ((promotion.starts_at - timedelta(seconds=1), "¥68"), (promotion.starts_at, "¥48")):
        clock.move_to(moment, tick=False)
        reader.goto(story.url)
        assert text(reader, ".offer .price").startswith(price)
        reader.goto(product.get_absolute_url())
        assert text(reader, "#price-block .price").startswith(price)
    clock.move_to(promotion.starts_at + timedelta(seconds=5), tick=True)
    for address in ("/", story.url, product.get_absolute_url()):
        reader.goto(address)
        assert_fits(reader)
        assert_accessible(reader)


def make_poster(desk: Page, product: Product, site: str) -> str:
    """Make a poster, download it, and read its code as a phone does."""
    desk.goto("/admin/posters/add/")
    assert_accessible(desk)
    desk.click("#id_product-chooser [data-chooser-action-choose]")
    desk.click(f".modal a:has-text('{product.title}')")
    desk.wait_for_selector(".modal", state="detached")
    desk.fill("[name=new_campaign]", "霜降海报")
    desk.click("form.mb-card button[type=submit]")
    desk.wait_for_selector("img.mb-poster")
    assert_accessible(desk)
    response = desk.request.get(desk.get_attribute("img.mb-poster", "src") or "")
    assert response.headers["content-type"] == "image/jpeg"
    poster = Image.open(BytesIO(response.body()))
    assert poster.size == (1080, 1920)
    (code,) = zxingcpp.read_barcodes(poster)
    assert code.text.startswith(f"{site}/s/")
    return str(code.text)


def buy_through(fan: Page, link: str, story: StoryPage, product: Product, promotion: Promotion) -> Order:
    """Scan, read the story, buy at today's price: three taps from the product to the payment's page."""
    fan.goto(link)
    assert urlsplit(fan.url).path == product.get_absolute_url()
    assert text(fan, "#price-block .price").startswith("¥48")
    assert_accessible(fan)
    fan.goto(story.url)
    fan.click(".offer-title a")
    assert_fits(fan)

    fan.click("label.chip:has-text('6 枚')")
    fan.click(".bar button.btn-main")
    fan.wait_for_url("**/checkout/**")
    assert_fits(fan)
    assert_accessible(fan)
    assert text(fan, ".checkout .bar .price") == "¥48.00"
    fill_address(fan)
    fan.click(".checkout button.btn-main")
    fan.wait_for_url("**/pay/sandbox/**")
    assert text(fan, ".amount") == "¥48.00"
    assert_fits(fan)
    assert_accessible(fan)
    fan.click("button[value=pay]")

    fan.wait_for_url("**/orders/*/")
    assert fan.locator(".order-paid").count() == 1
    assert_fits(fan)
    assert_accessible(fan)
    order = Order.objects.get()
    assert (order.status, order.total_fen) == (OrderStatus.PAID, 4800)
    assert order.lines.get().promotion_name == promotion.name
    return order


def ship_order(desk: Page, order: Order, story: StoryPage) -> None:
    """Find the order on the desk, see where it came from, ship it."""
    desk.goto("/admin/orders/")
    assert_accessible(desk)
    desk.click(f"a:has-text('{order.number}')")
    assert text(desk, ".mb-head__sum") == "¥48.00"
    origin = text(desk, "section[aria-labelledby=origin-title]")
    assert TITLE in origin
    assert "霜降海报" in origin
    assert story.title in origin
    assert_accessible(desk)
    desk.select_option("[name=carrier]", "sf")
    desk.fill("[name=tracking_number]", "SF1234567890123")
    desk.click("form[action$='/ship/'] button[type=submit]")
    desk.wait_for_selector(".mb-parcels >> text=SF1234567890123")
    assert_accessible(desk)


def receive(fan: Page, desk: Page, order: Order) -> None:
    """The fan sees the parcel and confirms; the desk hears of it."""
    fan.reload()
    assert "SF1234567890123" in text(fan, ".parcel")
    assert_accessible(fan)
    fan.click(".bar-order button.btn-main")
    fan.wait_for_selector(".order-completed")
    assert_fits(fan)
    assert_accessible(fan)
    desk.goto(f"/admin/orders/{order.number}/")
    assert desk.locator("[name=tracking_number]").count() == 0
    assert_accessible(desk)
