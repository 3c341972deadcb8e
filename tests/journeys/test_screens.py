"""Every main screen of shop and admin, on a phone and on a desktop, by day and by night."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from content.brand.models import BrandKit
from content.pages.models import FaqPage
from content.posters.models import Poster
from content.posters.operations import request_poster
from content.stories.models import StoryIndexPage, StoryPage
from shop.catalog.models import Sku
from shop.customers.models import Customer
from shop.orders.enums import OrderStatus
from shop.orders.models import Order
from shop.origin.models import PrintRun
from shop.presales.models import Presale
from shop.promotions.models import Promotion
from tests.factories.content import block, items
from tests.factories.events import make_event
from tests.factories.orders import paid_order, place, ship
from tests.factories.origin import code_of, make_lot, printed, told
from tests.factories.pages import make_page, make_person, make_series, make_venue
from tests.factories.presales import open_presale, with_deposit
from tests.factories.promotions import make_promotion
from tests.harness.browser import COLOUR_RULES, SIZE_RULES, violations
from tests.journeys.steps import assert_fits, fill_address, goods, sign_in, staff, story_with

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Shop:
    """A small shop with something on every screen."""

    sku: Sku
    story: StoryPage
    promotion: Promotion
    poster: Poster
    order: Order
    run: PrintRun
    presale: Presale


@pytest.fixture
def shop(site: str) -> Shop:
    """Goods, a story, a running promotion, a poster, orders in three states."""
    now = timezone.now()
    owner = staff("Owner")
    sku, other = goods(units=4), goods(title="苹果酱 " * 12, slug="jam", units=30, price_fen=3900)
    goods(title="认养一棵树", slug="tree", units=0)
    story = story_with(sku.product)
    promotion = make_promotion(
        sku, name="霜降三日", starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=5), at=now
    )
    make_promotion(other, price_fen=2900, starts_at=now + timedelta(hours=2), ends_at=now + timedelta(hours=5), at=now)
    poster = request_poster(by=owner, target=sku.product, at=now)
    place({other: 1}, at=now)
    order = paid_order({sku: 1, other: 2}, at=now, note="放门口就行。")
    ship(paid_order({other: 1}, at=now), at=now, by=owner)
    lot = make_lot(sku=goods(title="槐花蜜", slug="honey", units=1))
    told(lot, page=story)
    presale = open_presale(now, goods(title="来年的蜜", slug="advance", units=3))
    with_deposit(presale, at=now)
    return Shop(sku, story, promotion, poster, order, printed(lot, target="unit", labels=2), presale)


def shop_addresses(shop: Shop) -> list[str]:
    """What a shopper opens."""
    product = shop.sku.product
    return [
        "/",
        "/stories/",
        shop.story.url,
        "/c/",
        product.get_absolute_url(),
        "/p/jam/",
        "/p/tree/",
        "/p/advance/",
        reverse("storefront:presale", args=[shop.presale.pk]),
        "/search/?q=苹果",
        "/search/?q=nothing",
        "/orders/find/",
        reverse("posters:share_product", args=[product.slug]),
        reverse("posters:share_story", args=[shop.story.pk]),
        reverse("storefront:origin", args=[code_of(shop.run, 1).text]),
    ]


def admin_addresses(shop: Shop) -> list[str]:
    """What staff work in."""
    product, order = shop.sku.product, shop.order
    index = StoryIndexPage.objects.get()
    return [
        reverse("wagtailadmin_home"),
        reverse("order_desk:list"),
        reverse("order_desk:order", args=[order.number]),
        reverse("order_desk:ship", args=[order.number]),
        reverse("order_desk:cancel", args=[order.number]),
        reverse("order_desk:packing_slip", args=[order.number]),
        reverse("goods_desk:grid"),
        reverse("goods_desk:product", args=[product.pk]),
        reverse("product_desk:options", args=[product.pk]),
        reverse("goods_desk:sku", args=[shop.sku.pk]),
        reverse("goods_desk:stock"),
        reverse("goods_desk:movements"),
        reverse("goods_desk:receive", args=[shop.sku.pk]),
        reverse("goods_desk:components", args=[shop.sku.pk]),
        reverse("goods_desk:places"),
        reverse("goods_desk:lots"),
        reverse("goods_desk:quotas"),
        reverse("goods_desk:quota_add"),
        reverse("bulk_desk:imports"),
        f"{reverse('bulk_desk:edit')}?list=skus",
        reverse("export_desk:list"),
        reverse("origin_desk:runs"),
        reverse("origin_desk:run", args=[shop.run.pk]),
        f"{reverse('origin_desk:new')}?lot={shop.run.lot_id}",
        reverse("origin_desk:lots"),
        reverse("origin_desk:lot", args=[shop.run.lot_id]),
        reverse("origin_desk:story", args=[shop.run.lot_id]),
        f"{reverse('export_desk:new')}?list=orders",
        reverse("wagtailsnippets_catalog_product:list"),
        reverse("wagtailsnippets_catalog_product:edit", args=[product.pk]),
        reverse("promotion_desk:list"),
        reverse("promotion_desk:add"),
        reverse("promotion_desk:promotion", args=[shop.promotion.pk]),
        reverse("presale_desk:list"),
        reverse("presale_desk:presale", args=[shop.presale.pk]),
        reverse("presale_desk:call_off", args=[shop.presale.pk]),
        reverse("poster_desk:list"),
        reverse("poster_desk:add"),
        reverse("poster_desk:poster", args=[shop.poster.pk]),
        reverse("customer_desk:list"),
        reverse("customer_desk:customer", args=[Customer.objects.get(orders=order).pk]),
        reverse("troubles"),
        reverse("wagtailadmin_explore", args=[index.pk]),
        reverse("wagtailadmin_pages:edit", args=[shop.story.pk]),
        reverse("wagtailsettings:edit", args=[BrandKit._meta.app_label, BrandKit._meta.model_name]),
    ]


@dataclass(frozen=True)
class Look:
    """A page of one size, and whether it is the size that most people see: there axe checks everything, and the colours
    by night once more; at the other size only what the size can change.
    """

    page: Page
    is_usual: bool

    def at(self, addresses: Iterable[str]) -> Iterator[str]:
        """What is wrong with these screens."""
        for address in addresses:
            response: Any = self.page.goto(address)
            if response.status == 200:
                yield from self.shown()
            else:
                yield f"{address}: status {response.status}"

    def shown(self) -> Iterator[str]:
        """What is wrong with the screen that is open: it sticks out, or axe objects."""
        page = self.page
        try:
            assert_fits(page)
        except AssertionError as error:
            yield str(error)
        rules = () if self.is_usual else SIZE_RULES
        yield from (f"{page.url}: {found}" for found in violations(page, rules=rules))
        if not self.is_usual:
            return
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        yield from (f"{page.url} (dark): {found}" for found in violations(page, rules=COLOUR_RULES))
        page.emulate_media(color_scheme="light", reduced_motion="reduce")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_shop(open_page: Callable[..., Page], shop: Shop, size: str) -> None:
    page = open_page(size)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    look = Look(page, is_usual=size == "phone")

    found = [*look.at(shop_addresses(shop))]

    # The rest of the way, as a shopper comes to it.
    page.goto(shop.sku.product.get_absolute_url())
    page.click("#buy button[value=cart]")
    page.wait_for_selector(".toast .note-success")
    found += look.at(["/cart/", "/checkout/"])
    fill_address(page)
    page.click(".checkout button.btn-main")
    page.wait_for_url("**/pay/sandbox/**")
    found += look.shown()
    order = Order.objects.get(status=OrderStatus.PENDING, lines__sku=shop.sku)
    found += look.at([order.get_absolute_url(), "/orders/"])

    assert not found, "\n".join(found)


def test_the_pages_of_the_brand(open_page: Callable[..., Page], shop: Shop) -> None:
    goods = {"title": "窖里的果", "line": "", "products": items(shop.sku.product.pk), "collection": "", "promotion": ""}
    answers = {"title": "买以前", "questions": items({"question": "为什么等霜？", "answer": "糖留在果子里。"})}
    pages = [
        make_series(shop.story),
        make_venue(halls=[block("hall", goods)]),
        make_page(FaqPage, title="常有人问", answers=[block("questions", answers)]),
        make_event(at=timezone.now(), starts_at=timezone.now() + timedelta(days=3)),
        make_person(),
    ]
    page = open_page("phone")
    page.emulate_media(color_scheme="light", reduced_motion="reduce")

    found = [*Look(page, is_usual=True).at(one.url for one in pages)]

    assert not found, "\n".join(found)


def test_nothing_sticks_out_of_a_phone_with_text_of_twice_the_size(open_page: Callable[..., Page], shop: Shop) -> None:
    page = open_page("phone")
    page.goto(shop.sku.product.get_absolute_url())
    page.click("#buy button[value=cart]")
    page.wait_for_selector(".toast .note-success")

    for address in (shop.story.url, shop.sku.product.get_absolute_url(), "/p/jam/", "/c/", "/cart/", "/checkout/"):
        page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert_fits(page)


# Half of the screens at a time, so that they can be looked at beside each other.
@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_admin(open_page: Callable[..., Page], shop: Shop, size: str, half: int) -> None:
    page = open_page(size)
    look = Look(page, is_usual=size == "desktop")

    page.goto("/admin/login/")
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = [*look.shown()] if half else []
    sign_in(page)
    found += look.at(admin_addresses(shop)[half::2])

    assert not found, "\n".join(found)
