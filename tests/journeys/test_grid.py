"""The SKU grid as a spreadsheet: paste fifty, an error at its cell, undo, a conflict, a question; and what shoppers
choose by options, with script and without."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from shop.catalog.models import PriceEntry, Product, Sku
from shop.catalog.operations import change_price, create_skus, set_sku_active
from shop.inventory.operations import move_stock
from shop.orders.models import CartLine
from tests.factories.catalog import ProductFactory
from tests.harness.browser import assert_accessible
from tests.journeys.steps import assert_fits, sign_in, staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def product(site: str) -> Product:
    """Fifty SKUs with long names."""
    staff("Operations")
    product: Product = ProductFactory(title="栖霞山坳老树红富士苹果礼盒装（霜降后采摘）")
    create_skus(
        by=None,
        product=product,
        code="QX",
        price_fen=6800,
        options={
            "规格": [f"{number} 斤装大果（直径八十五毫米以上）" for number in range(1, 11)],
            "包装": [f"包装 {letter}" for letter in "ABCDE"],
        },
    )
    return product


def prices(product: Product) -> list[int]:
    return list(Sku.objects.filter(product=product).order_by("position").values_list("price_fen", flat=True))


def cell(desk: Page, name: str, row: int) -> Page:
    return desk.locator(f"[data-mb-cell={name}]").nth(row)  # type: ignore[return-value]


def paste(desk: Page, text: str) -> None:
    desk.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    desk.keyboard.press("Control+v")


def test_fifty_skus_are_pasted_corrected_taken_back_and_argued_about(
    open_page: Callable[..., Page], product: Product
) -> None:
    desk = open_page("desktop", permissions=["clipboard-read", "clipboard-write"])
    sign_in(desk)
    desk.goto(reverse("goods_desk:product", args=[product.pk]))
    assert_fits(desk)
    status = desk.locator(".mb-grid-status")

    # From Excel: prices with signs, costs in full-width digits, a wrong cell, the newline at the end.
    lines = [f"¥1,{100 + row}.50\t{'３０' if row % 2 else '30'}" for row in range(50)]
    lines[3] = '"¥1,103.50"\t"30"'
    lines[7] = "apple\t30"
    cell(desk, "price", 0).locator("input").click()
    paste(desk, "\r\n".join(lines) + "\r\n")
    expect(status).to_have_text("已保存 99 格")
    wanted = [110050 + row * 100 for row in range(50)]
    wanted[7] = 6800
    assert prices(product) == wanted
    assert set(Sku.objects.values_list("cost_fen", flat=True)) == {3000}
    wrong = cell(desk, "price", 7)
    expect(wrong.locator("input")).to_have_value("apple")
    expect(wrong.locator(".mb-grid__error")).to_contain_text("请输入以元为单位的金额")
    assert_accessible(desk)

    # To the wrong cell, put right by typing.
    desk.click("[data-mb-next]")
    expect(wrong.locator("input")).to_be_focused()
    desk.keyboard.type("99")
    desk.keyboard.press("Enter")
    expect(status).to_have_text("已保存 1 格")
    expect(cell(desk, "price", 8).locator("input")).to_be_focused()

    # Undo both, redo one.
    desk.keyboard.press("Control+z")
    expect(status).to_have_text("已撤销 1 格")
    desk.keyboard.press("Control+z")
    expect(status).to_have_text("已撤销 99 格")
    assert prices(product) == [6800] * 50
    assert set(Sku.objects.values_list("cost_fen", flat=True)) == {None}
    desk.keyboard.press("Control+y")
    expect(status).to_have_text("已重做 99 格")
    assert prices(product) == wanted

    # Somebody else was faster: both values are there, and one is chosen.
    first = Sku.objects.filter(product=product).order_by("position")[0]
    change_price(by=None, sku=first, price_fen=8800, expected_fen=110050)
    cell(desk, "price", 0).locator("input").click()
    desk.keyboard.type("77")
    desk.keyboard.press("ArrowDown")
    choice = cell(desk, "price", 0).locator("[data-mb-side]")
    expect(choice).to_have_text(["采用对方的：¥88.00", "保留我的：77"])
    expect(cell(desk, "price", 0).locator("input")).to_have_value("77")
    assert prices(product)[0] == 8800
    choice.nth(1).click()
    expect(status).to_have_text("已保存 1 格")
    assert prices(product)[0] == 7700

    # What waits in a cell is not touched by what is learned about its row, and is compared with what was seen there.
    second = Sku.objects.filter(product=product).order_by("position")[1]
    cell(desk, "price", 1).locator("input").click()
    desk.keyboard.type("pear")
    desk.keyboard.press("ArrowDown")
    expect(cell(desk, "price", 1).locator(".mb-grid__error")).to_be_visible()
    change_price(by=None, sku=second, price_fen=9900, expected_fen=110150)
    cell(desk, "weight", 1).locator("input").click()
    desk.keyboard.type("250")
    desk.keyboard.press("Tab")
    expect(status).to_have_text("已保存 1 格")
    expect(cell(desk, "price", 1).locator("input")).to_have_value("pear")
    cell(desk, "price", 1).locator("input").click()
    desk.keyboard.type("55")
    desk.keyboard.press("Enter")
    expect(cell(desk, "price", 1).locator("[data-mb-side=theirs]")).to_have_text("采用对方的：¥99.00")
    cell(desk, "price", 1).locator("[data-mb-side=theirs]").click()
    expect(cell(desk, "price", 1).locator("input")).to_have_value("99.00")

    # A range of stock asks once why; fill down; what is copied is what is pasted.
    cell(desk, "stock", 0).locator("input").click()
    desk.keyboard.type("12")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowUp")
    for _row in range(4):
        desk.keyboard.press("Shift+ArrowDown")
    desk.keyboard.press("Control+d")
    desk.select_option("[data-mb-why] select", "receive")
    expect(status).to_have_text("已保存 5 格")
    desk.keyboard.press("Control+c")
    copied = desk.evaluate("navigator.clipboard.readText()")
    assert copied == "\n".join(["12"] * 5)
    assert_accessible(desk)

    # What was saved can be taken back after the page was left, too; a code that another SKU has stays behind.
    desk.reload()
    desk.click("[data-mb-undo]")
    expect(status).to_have_text("已撤销 5 格")
    expect(cell(desk, "stock", 4).locator("input")).to_have_value("0")
    code = cell(desk, "code", 0)
    code.locator("input").click()
    desk.keyboard.type("QX-02")
    desk.keyboard.press("Enter")
    expect(code.locator(".mb-grid__error")).to_have_text("此 SKU 编码已被使用。")
    code.locator("input").click()
    desk.keyboard.type("QX-HONG")
    desk.keyboard.press("Enter")
    expect(desk.locator(".mb-grid tbody tr").first.locator("th a.mb-mono")).to_have_text("QX-HONG")
    assert_accessible(desk)

    # Taking the last SKU off sale asks first.
    for sku in Sku.objects.filter(product=product).order_by("position")[1:]:
        set_sku_active(by=None, sku=sku, is_active=False)
    desk.reload()
    cell(desk, "is_active", 0).locator("input").click()
    expect(cell(desk, "is_active", 0).locator(".mb-grid__error")).to_contain_text(product.title)
    cell(desk, "is_active", 0).locator("[data-mb-side=theirs]").click()
    expect(cell(desk, "is_active", 0).locator("input")).to_be_checked()
    first.refresh_from_db()
    assert first.is_active
    # Every price is in the log, the one taken back too.
    assert list(PriceEntry.objects.filter(sku=first).order_by("pk").values_list("price_fen", flat=True)) == [
        6800,
        110050,
        6800,
        110050,
        8800,
        7700,
    ]


def test_options_are_renamed_and_completed(open_page: Callable[..., Page], product: Product) -> None:
    desk = open_page("desktop")
    sign_in(desk)
    desk.goto(reverse("product_desk:options", args=[product.pk]))
    assert_fits(desk)
    assert_accessible(desk)

    desk.get_by_label("规格值“包装 A”的名称").fill("简装")
    desk.get_by_label("添加更多值，用逗号分隔").nth(1).fill("礼盒，木箱")
    desk.get_by_role("button", name="保存").last.click()
    desk.get_by_text("1 斤装大果（直径八十五毫米以上） / 礼盒").check()
    desk.get_by_text("2 斤装大果（直径八十五毫米以上） / 木箱").check()
    assert_accessible(desk)
    desk.get_by_role("button", name="添加勾选的组合").click()

    expect(desk.get_by_text("已添加 2 个 SKU")).to_be_visible()
    assert Sku.objects.filter(product=product).count() == 52
    assert Sku.objects.get(code="QX-01").option_text == "1 斤装大果（直径八十五毫米以上） / 简装"
    assert set(Sku.objects.filter(code__in=["QX-51", "QX-52"]).values_list("option_text", flat=True)) == {
        "1 斤装大果（直径八十五毫米以上） / 礼盒",
        "2 斤装大果（直径八十五毫米以上） / 木箱",
    }


@pytest.mark.parametrize("script", [True, False])
def test_a_shopper_chooses_by_options(open_page: Callable[..., Page], site: str, script: bool) -> None:
    """2 斤 has only the gift box, and of 1 斤 in the gift box nothing is left."""
    product = ProductFactory(slug="apples")
    made = create_skus(
        by=None,
        product=product,
        code="QX",
        price_fen=6800,
        options={"规格": ["1 斤", "2 斤"], "包装": ["简装", "礼盒"]},
    ).created
    for sku in (made[0], made[3]):
        move_stock(by=None, sku=sku, delta=5, reason="receive")
    set_sku_active(by=None, sku=made[2], is_active=False)
    change_price(by=None, sku=made[3], price_fen=9900, expected_fen=6800)
    phone = open_page("phone", java_script_enabled=script)

    phone.goto(product.get_absolute_url())
    gift = phone.locator("[data-value]").filter(has_text="礼盒")
    expect(phone.locator(".picks [aria-current]")).to_have_count(2)
    expect(gift).to_have_class("chip chip-out")
    expect(gift).to_contain_text("此组合不可选")
    gift.click()

    expect(phone.locator("[data-chosen-of]")).to_have_text(["2 斤", "礼盒"])
    expect(phone.locator("#price-block")).to_contain_text("99")
    expect(phone.locator("#buy input[name=sku]")).to_have_value(str(made[3].pk))
    expect(phone.locator("[data-value]").filter(has_text="简装")).to_have_class("chip chip-out")
    assert phone.url.partition("?")[2].startswith(f"sku={made[3].pk}")
    assert_fits(phone)
    if script:
        assert_accessible(phone)
    phone.click("#buy button[value=cart]")
    expect(phone.get_by_text("已放进购物车").first).to_be_visible()
    assert CartLine.objects.get().sku_id == made[3].pk
