"""A kept page never lies: whatever changes, the next visitor gets what would be drawn now."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from content.banners.enums import Slot
from content.banners.models import Banner
from content.banners.operations import withdraw_banner
from content.blocks.telling import TextBlock
from content.brand.models import BrandKit
from content.brand.operations import save_brand_kit
from content.languages.operations import make_version
from content.stories.models import HomePage, StoryPage
from content.stories.operations import warm_page
from content.talk.enums import Writers
from content.talk.operations import close_place, set_rule
from shop.catalog.models import Collection, CollectionItem, Product, Sku
from shop.catalog.operations import Goods, add_goods, change_price, put_on_shelves, set_sku_active
from shop.catalog.operations.badges import BadgeData, give_badge, save_badge
from shop.core import events, freshness
from shop.core.models import OutboxEvent
from shop.core.operations import outbox
from shop.inventory.operations import count_stock
from shop.orders.enums import CancelReason
from shop.orders.models import Order
from shop.orders.operations import cancel_order, expire_order
from shop.promotions.models import Promotion
from shop.promotions.operations import PromotionItemData, cancel_promotion, change_promotion, end_promotion
from shop.storefront.page_cache import LONGEST
from tests.factories import NOW
from tests.factories.banners import make_banner
from tests.factories.catalog import ProductFactory
from tests.factories.content import block, card, make_image, make_story
from tests.factories.inventory import stocked_sku
from tests.factories.orders import place
from tests.factories.payments import hear, start
from tests.factories.promotions import make_promotion
from tests.factories.staff import member

pytestmark = [pytest.mark.django_db, pytest.mark.once]

Commit = Callable[[Callable[[], Any]], Any]


@dataclass
class Shop:
    """A small shop, its pages, and somebody who looks at them."""

    sku: Sku
    shelf: Collection
    story: StoryPage

    def __post_init__(self) -> None:
        self.visitor = Client(headers={"accept-language": "en"})
        self.order: Order | None = None
        self.promotion: Promotion | None = None

    def again(self) -> "Shop":
        """The same shop as the database has it now."""
        return Shop(*(row.__class__.objects.get(pk=row.pk) for row in (self.sku, self.shelf, self.story)))

    @property
    def addresses(self) -> list[str]:
        goods = [self.sku.product.get_absolute_url(), self.shelf.get_absolute_url()]
        return ["/", "/stories/", f"/stories/{self.story.slug}/", "/c/", *goods]

    def look(self) -> dict[str, str]:
        """Status and text of every page, without the tokens."""
        return {address: self.page(address) for address in self.addresses}

    def page(self, address: str) -> str:
        response = self.visitor.get(address)
        text = re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", response.content.decode())
        return f"{response.status_code} {text}"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Any) -> Commit:
    """Do something, and what follows from its commit."""

    def run(change: Callable[[], Any]) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return change()

    return run


@pytest.fixture
def shop(clock: Any, settings: Any, commit: Commit) -> Shop:
    settings.PAGE_CACHE = settings.KEEP_PIECES = True

    def build() -> Shop:
        sku = stocked_sku(units=10, product=ProductFactory(title="红富士", subtitle="霜后摘的", cover=make_image()))
        shelf = Collection.objects.create(title="当季", slug="dang-ji")
        CollectionItem.objects.create(collection=shelf, product=sku.product)
        story = make_story(card(sku.product), block("text", "<p>夜里。</p>"), slug="frost", hero_image=make_image())
        return Shop(sku, shelf, story)

    return commit(build)


def publish(product: Product, **content: Any) -> None:
    for name, value in content.items():
        setattr(product, name, value)
    product.save_revision().publish()


def count(shop: Shop, units: int) -> None:
    seen = shop.sku.stock.__class__.objects.get(pk=shop.sku.pk).on_hand
    count_stock(by=None, sku=shop.sku, counted=units, expected=seen, at=NOW)


def plan(shop: Shop, **fields: Any) -> None:
    hour = timedelta(hours=1)
    fields = {"starts_at": NOW + hour, "ends_at": NOW + 2 * hour, **fields}
    shop.promotion = make_promotion(shop.sku, **fields)


def replan(shop: Shop) -> None:
    assert shop.promotion
    change_promotion(
        by=None,
        promotion=shop.promotion,
        name="改了",
        starts_at=shop.promotion.starts_at,
        ends_at=shop.promotion.ends_at,
        items=[PromotionItemData(sku_id=shop.sku.pk, price_fen=3000)],
        at=NOW,
    )


def order(shop: Shop, units: int) -> None:
    shop.order = place({shop.sku: units}, at=timezone.now())


def brand(**fields: Any) -> None:
    kit = BrandKit.objects.first() or BrandKit()
    for name, value in fields.items():
        setattr(kit, name, value)
    save_brand_kit(by=None, kit=kit)


def add_new_goods() -> None:
    add_goods(by=None, goods=[Goods(code="N1", title="新到的梨", price_fen=900)], live=True, source="t", at=NOW)


def retitle(shop: Shop) -> None:
    image = shop.story.hero_image
    image.description = "一棵结了霜的树"
    image.save()


def change_home(**fields: Any) -> None:
    home = HomePage.objects.get()
    for name, value in fields.items():
        setattr(home, name, value)
    home.save_revision().publish()


def restrict(shop: Shop) -> None:
    PageViewRestriction.objects.create(
        page=shop.story.page_ptr, restriction_type=PageViewRestriction.PASSWORD, password="apple"
    )


def announce() -> None:
    make_banner(Slot.STORY_END, page=HomePage.objects.get(), headline="尝新")


def let_write() -> None:
    set_rule(by=None, comments=True, questions=True, writers=Writers.ALL, trust_after=3)


def translate(shop: Shop) -> None:
    draft = make_version(by=member("Owner"), page=shop.story, language="en")
    for page in (draft.get_parent().get_parent(), draft.get_parent(), draft):
        page.specific.save_revision().publish()


def mark(shop: Shop) -> None:
    badge = save_badge(by=None, data=BadgeData(name="有机"))
    give_badge(by=None, product=shop.sku.product, badge_id=badge.pk, evidence="证书 12", at=NOW)


# Name: what is done before anybody looks, then the change.
CHANGES: dict[str, tuple[Callable[[Shop], Any] | None, Callable[[Shop], Any]]] = {
    "price": (None, lambda s: change_price(by=None, sku=s.sku, price_fen=5500, expected_fen=6800, at=NOW)),
    "off sale": (None, lambda s: set_sku_active(by=None, sku=s.sku, is_active=False)),
    "few left": (None, lambda s: count(s, 3)),
    "sold out by an order": (None, lambda s: order(s, 10)),
    "cancelled": (
        lambda s: order(s, 10),
        lambda s: cancel_order(by=None, order=s.order, reason=CancelReason.CUSTOMER, at=NOW),
    ),
    "promotion planned": (None, plan),
    "promotion changed": (plan, replan),
    "promotion called off": (plan, lambda s: cancel_promotion(by=None, promotion=s.promotion, at=NOW)),
    "promotion ended": (
        lambda s: plan(s, starts_at=NOW - timedelta(hours=1)),
        lambda s: end_promotion(by=None, promotion=s.promotion, at=NOW),
    ),
    "product published": (None, lambda s: publish(s.sku.product, title="嘎啦")),
    "product taken down": (None, lambda s: s.sku.product.unpublish()),
    "product deleted": (
        lambda s: ProductFactory(title="要走的"),
        lambda s: Product.objects.get(title="要走的").delete(),
    ),
    "goods imported": (None, lambda s: add_new_goods()),
    "collection changed": (None, lambda s: setattr(s.shelf, "intro", "等过霜") or s.shelf.save()),
    "collection hidden": (None, lambda s: setattr(s.shelf, "is_visible", False) or s.shelf.save()),
    "collection deleted": (None, lambda s: Collection.objects.get().delete()),
    "put on a shelf": (
        lambda s: ProductFactory(title="另一个"),
        lambda s: put_on_shelves(shelves={"当季": [Product.objects.get(title="另一个").pk]}),
    ),
    "story published": (None, lambda s: make_story(title="第二场霜")),
    "story changed": (None, lambda s: setattr(s.story, "title", "改了的") or s.story.save_revision().publish()),
    "story taken down": (None, lambda s: s.story.unpublish()),
    "story deleted": (None, lambda s: s.story.delete()),
    "story for some only": (None, restrict),
    "story for all again": (restrict, lambda s: PageViewRestriction.objects.get().delete()),
    "home changed": (None, lambda s: change_home(headline="霜下过了")),
    "brand": (None, lambda s: brand(name="华芳苑", slogan="才摘")),
    "picture": (None, retitle),
    "banner planned": (None, lambda s: announce()),
    "banner withdrawn": (
        lambda s: announce(),
        lambda s: withdraw_banner(by=None, banner=Banner.objects.get(), at=NOW),
    ),
    "readers may write": (None, lambda s: let_write()),
    "nobody may write here": (
        lambda s: let_write(),
        lambda s: close_place(by=None, place=s.story, closed=True),
    ),
    "another language": (None, translate),
    "badge given": (None, mark),
}


PARTS = 4


# A part of the changes at a time, so that they can be looked at beside each other.
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_what_would_be_drawn_now(shop: Shop, commit: Commit, settings: Any, part: int) -> None:
    lies = []
    for name, (prepare, change) in list(CHANGES.items())[part::PARTS]:
        # One shop for all: each change finds it as it was, and is taken back.
        with transaction.atomic():
            seen = shop.again()
            if prepare:
                commit(lambda prepare=prepare, seen=seen: prepare(seen))
            before = seen.look()
            with CaptureQueriesContext(connection) as queries:
                seen.look()
            is_kept = name != "story for all again" and all(page.startswith("200") for page in before.values())
            if is_kept and queries.captured_queries:
                lies.append(f"{name}: asks the database for a kept page")

            commit(lambda change=change, seen=seen: change(seen))

            after = seen.look()
            settings.PAGE_CACHE = False
            pieced = seen.look()
            settings.KEEP_PIECES = False
            drawn = seen.look()
            settings.PAGE_CACHE = settings.KEEP_PIECES = True
            if after != drawn:
                lies.append(f"{name}: a kept page is old")
            if pieced != drawn:
                lies.append(f"{name}: a kept piece is old")
            if after == before:
                lies.append(f"{name}: changes nothing, so it shows nothing")
            transaction.set_rollback(True)
        caches["default"].clear()

    assert not lies, "\n".join(lies)


def test_a_story_drawn_anew_draws_its_words_once_and_its_figures_each_time(
    shop: Shop, commit: Commit, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PAGE_CACHE = False
    address = shop.story.url
    shop.page(address)
    drawn = []
    monkeypatch.setattr(TextBlock, "render", lambda *_args, **_how: drawn.append("words") or "")

    commit(lambda: change_price(by=None, sku=shop.sku, price_fen=5500, expected_fen=6800, at=NOW))
    with CaptureQueriesContext(connection) as queries:
        after = shop.page(address)

    assert 'price-sum">55<' in after
    assert "夜里。" in after
    assert not drawn
    assert len(queries) <= 3
    monkeypatch.undo()
    settings.KEEP_PIECES = False
    assert shop.page(address) == after


def test_somebody_who_has_nothing_yet_is_answered_before_session_and_account(shop: Shop) -> None:
    address = shop.sku.product.get_absolute_url()
    stranger = Client(headers={"accept-language": "en"})
    whole = stranger.get(address)

    stranger.cookies.clear()
    with CaptureQueriesContext(connection) as queries:
        again = stranger.get(address)

    assert not queries.captured_queries
    assert "sessionid" not in again.cookies
    assert again.cookies["csrftoken"].value != whole.cookies["csrftoken"].value
    own = {"Date", "Set-Cookie", "ETag"}
    assert {n: v for n, v in again.items() if n not in own} == {n: v for n, v in whole.items() if n not in own}
    # Another language is another page, and a change another answer.
    assert "加入购物车" in stranger.get(address, headers={"accept-language": "zh-CN"}).text
    stranger.cookies.clear()
    freshness.advance()
    with CaptureQueriesContext(connection) as queries:
        stranger.get(address)
    assert queries.captured_queries


def test_without_the_reaction_the_page_stays_old(shop: Shop, commit: Commit, monkeypatch: pytest.MonkeyPatch) -> None:
    # The control of all above; and the outbox makes up for a process that died between commit and reaction.
    monkeypatch.setattr(events, "_at_once", {})
    before = shop.look()

    change_price(by=None, sku=shop.sku, price_fen=5500, expected_fen=6800, at=NOW)
    assert shop.look() == before
    outbox.deliver(event_id=OutboxEvent.objects.latest("pk").pk)
    assert shop.look() != before


def test_a_promotion_flips_on_the_second(shop: Shop, commit: Commit, clock: Any) -> None:
    address = shop.sku.product.get_absolute_url()
    begin, end = NOW + timedelta(seconds=20), NOW + timedelta(seconds=30)
    commit(lambda: plan(shop, starts_at=begin, ends_at=end))
    seen = []

    for moment in (NOW, begin, end):
        for instant in (moment - timedelta(milliseconds=1), moment):
            clock.move_to(instant)
            price = re.search(r'price-sum">(\d+)', shop.page(address))
            assert price
            seen.append(price[1])
    assert seen == ["68", "68", "68", "48", "48", "68"]


def test_a_hold_that_runs_out_frees_its_goods_on_the_second(shop: Shop, commit: Commit, clock: Any) -> None:
    address = shop.sku.product.get_absolute_url()
    commit(lambda: order(shop, 10))
    assert shop.order
    deadline = shop.order.expires_at

    clock.move_to(deadline - timedelta(seconds=10))
    shop.look()
    clock.move_to(deadline - timedelta(milliseconds=1))
    assert "Sold out" in shop.page(address)
    clock.move_to(deadline)
    assert "Sold out" not in shop.page(address)


def test_money_that_comes_late_takes_the_goods_again(shop: Shop, commit: Commit, clock: Any) -> None:
    address = shop.sku.product.get_absolute_url()
    commit(lambda: order(shop, 10))
    assert shop.order
    payment = start(shop.order)
    later = shop.order.expires_at + timedelta(seconds=5)
    clock.move_to(later)
    commit(lambda: expire_order(order_id=shop.order.pk, at=later))
    assert "Sold out" not in shop.page(address)

    commit(lambda: hear(payment, at=later))

    assert "Sold out" in shop.page(address)


@pytest.mark.parametrize("what", ["product", "story"])
def test_an_end_is_kept_on_the_second(shop: Shop, commit: Commit, clock: Any, what: str) -> None:
    end = NOW + timedelta(seconds=15)
    thing: Any = shop.sku.product if what == "product" else shop.story
    address = thing.get_absolute_url()
    commit(lambda: publish(thing, expire_at=end))

    shop.look()
    clock.move_to(end - timedelta(milliseconds=1))
    assert shop.page(address).startswith("200")
    assert address in shop.page("/")
    clock.move_to(end)
    assert shop.page(address)[:3] in {"404", "410"}
    assert address not in shop.page("/")


def test_a_scheduled_story_appears_with_the_job(shop: Shop, commit: Commit, clock: Any) -> None:
    story = make_story(title="明天的", publish=False)
    story.go_live_at = NOW + timedelta(seconds=10)
    story.save_revision().publish()
    assert "明天的" not in shop.page("/stories/")

    clock.move_to(NOW + timedelta(seconds=11))
    commit(lambda: call_command("publish_scheduled", verbosity=0))

    assert "明天的" in shop.page("/stories/")


def test_a_page_for_some_is_kept_for_nobody(shop: Shop, commit: Commit) -> None:
    commit(lambda: restrict(shop))
    address = shop.story.get_absolute_url()
    restriction = PageViewRestriction.objects.get()
    guest = Client()
    form = {"password": "apple", "return_url": address}
    guest.post(f"/_util/authenticate_with_password/{restriction.pk}/{shop.story.pk}/", form)

    inside = guest.get(address)

    assert "夜里。" in inside.text
    assert "no-store" in inside["Cache-Control"]
    assert "夜里。" not in shop.page(address)


def test_a_preview_is_neither_kept_nor_served_from_what_is(shop: Shop, commit: Commit) -> None:
    address = shop.story.get_absolute_url()
    shop.story.title = "没有发布的"
    shop.story.save_revision()

    assert "没有发布的" in shop.story.make_preview_request().content.decode()
    assert "没有发布的" not in shop.page(address)
    assert "没有发布的" in shop.story.make_preview_request().content.decode()
    assert warm_page(page_id=shop.story.pk) is True


def test_nothing_is_kept_longer_than_a_minute(shop: Shop, clock: Any) -> None:
    before = shop.page("/c/")
    Product.objects.update(title="绕过一切")
    clock.move_to(NOW + LONGEST - timedelta(milliseconds=1))
    assert shop.page("/c/") == before
    clock.move_to(NOW + LONGEST)
    assert "绕过一切" in shop.page("/c/")
