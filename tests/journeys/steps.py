"""What the journeys have in common: goods to sell, forms to fill in, and what every page must keep to."""

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw
from playwright.sync_api import Page
from wagtail.images import get_image_model

from content.stories.models import StoryIndexPage, StoryPage
from shop.catalog.models import Product, Sku
from shop.catalog.operations import create_sku
from shop.inventory.enums import MovementReason
from shop.inventory.operations import move_stock
from tests.factories.catalog import ProductFactory
from tests.factories.staff import member

PASSWORD = "a long enough password for a journey"
ADDRESS = {
    "recipient": "林晓",
    "phone": "138 0013 8000",
    "city": "上海市",
    "district": "静安区",
    "street": "南京西路 1 号",
}
PROVINCE = "上海市"


def picture_file(folder: Path, name: str = "apple.jpg") -> Path:
    """A photo on disk, as a merchant's camera leaves it."""
    path = folder / name
    path.write_bytes(_picture())
    return path


def _picture() -> bytes:
    picture = Image.new("RGB", (1200, 1600), "#f3efe4")
    ImageDraw.Draw(picture).ellipse((250, 450, 950, 1150), fill="#a6252b")
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def stored_picture(title: str = "一个红富士") -> Any:
    """A picture of the media library."""
    return get_image_model().objects.create(
        title=title, description=title, file=ContentFile(_picture(), "apple.jpg"), width=1200, height=1600
    )


def goods(*, units: int = 10, price_fen: int = 6800, at: datetime | None = None, **fields: Any) -> Sku:
    """A published product with a picture and one SKU in stock since a day ago."""
    at = at or timezone.now() - timedelta(days=1)
    fields = {"title": "栖霞红富士礼盒", "subtitle": "下过三场霜才摘，木箱里十二个。", **fields}
    product: Product = ProductFactory(cover=stored_picture(), **fields)
    sku = create_sku(product=product, code=f"{product.slug}-1", price_fen=price_fen, by=None, at=at)
    if units:
        move_stock(by=None, sku=sku, delta=units, reason=MovementReason.RECEIVE, at=at)
    return sku


def story_with(product: Product, *, title: str = "等第三场霜") -> StoryPage:
    """A published story with the product alive in it."""
    blocks = [
        {"type": "text", "value": "<p>苹果要等到夜里降到零下，糖才肯留在果子里。</p>"},
        {"type": "product", "value": {"product": product.pk, "line": "下过三场霜才摘。"}},
    ]
    index = StoryIndexPage.objects.get()
    story: StoryPage = index.add_child(
        instance=StoryPage(
            title=title, slug="frost", standfirst="霜下三场，苹果才甜。", hero_image=product.cover, body=blocks
        )
    )
    story.save_revision().publish()
    return story


def staff(role: str = "Owner", username: str = "xiaoxiao") -> Any:
    """A member of staff who can sign in."""
    user = member(role, username=username)
    user.set_password(PASSWORD)
    user.save()
    assert get_user_model().objects.filter(pk=user.pk, is_active=True).exists()
    return user


def sign_in(page: Page, username: str = "xiaoxiao") -> None:
    """Sign in at the admin's door."""
    page.goto("/admin/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("form button[type=submit]")
    page.wait_for_url("**/admin/")


def open_form(page: Page, address: str) -> None:
    """Open a form and wait until Wagtail compares with it (two seconds); what is typed before is no change to it."""
    page.add_init_script("addEventListener('w-unsaved:watch-edits', () => document.body.classList.add('is-watched'))")
    page.goto(address)
    page.wait_for_selector("body.is-watched")


def fill_address(page: Page, **changes: str) -> None:
    """Fill in the checkout's address."""
    values = {**ADDRESS, **changes}
    for name in ("recipient", "phone", "street"):
        page.fill(f".checkout [name={name}]", values[name])
    page.select_option(".checkout [name=province]", PROVINCE)
    if (lists := page.locator(".field-pick button")).is_visible():
        lists.click()
    district = page.locator(".checkout select[name=district]")
    district.locator(f"option[value={values['district']}]").wait_for(state="attached")
    district.select_option(values["district"])


def assert_fits(page: Page) -> None:
    """Nothing sticks out to the right: the document is as wide as the window."""
    page.wait_for_load_state("load")
    width, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    # innerWidth grows with an overflowing page on a phone; the viewport is what was asked for.
    asked = page.viewport_size["width"] if page.viewport_size else window
    if width > asked:
        wide = page.evaluate(
            """(asked) => [...document.body.querySelectorAll("*")]
                .map((one) => [one, Math.round(one.getBoundingClientRect().right)])
                .filter(([one, right]) => right > asked)
                .slice(0, 8).map(([one, right]) => `${one.tagName}.${one.className} ${right}`)""",
            asked,
        )
        raise AssertionError(f"{page.url} is {width} px wide in a window of {asked}: {wide}")


def texts(page: Page, selector: str) -> list[str]:
    """What the elements say, spaces folded."""
    return [_folded(said) for said in page.locator(selector).all_inner_texts()]


def text(page: Page, selector: str) -> str:
    """What the first such element says, spaces folded."""
    return _folded(page.locator(selector).first.inner_text())


def _folded(said: str) -> str:
    return " ".join(said.split()).replace("¥ ", "¥")
