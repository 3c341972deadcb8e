"""How one gets to pages: menus, redirects, what a lost reader finds, a front of blocks."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageLogEntry
from wagtail.test.utils.form_data import nested_form_data, streamfield

from content.brand.models import Menus
from content.brand.operations import save_menus
from content.brand.queries import current_brand
from content.pages.models import AboutPage, LookbookPage
from content.pages.operations import compose_front
from content.stories.models import FeaturedProduct, HomePage, StoryIndexPage
from shop.catalog.models import Collection, Product
from shop.core import clock, freshness
from shop.storefront.lost import likest, words_of
from tests.factories.catalog import ProductFactory
from tests.factories.content import block, items, make_image, make_story
from tests.factories.inventory import stocked_sku
from tests.factories.pages import make_page, make_venue
from tests.factories.staff import member

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def menus(header: Any = (), footer: Any = ()) -> Menus:
    return save_menus(by=None, menus=Menus(pk=1, header=list(header), footer=list(footer)))


# --- Menus ---------------------------------------------------------------------------------------------------
def test_the_menu_shows_marked_pages_and_all_goods_unless_it_is_set() -> None:
    assert [entry["url"] for entry in current_brand().navigation] == ["/stories/", "/c/"]


def test_a_menu_keeps_its_order_and_leaves_out_what_readers_may_not_see(client: Client) -> None:
    stories = StoryIndexPage.objects.get()
    ending = make_page(AboutPage, title="关于", slug="about")
    Page.objects.filter(pk=ending.pk).update(expire_at=timezone.now() + timedelta(hours=1))
    shelf = Collection.objects.create(title="当季", slug="dang-ji")
    menus(
        [
            ("goods", {"label": "", "goods": f"collection:{shelf.pk}"}),
            ("page", {"label": "", "page": stories}),
            ("page", {"label": "我们", "page": Page.objects.get(pk=ending.pk)}),
            ("address", {"label": "微店", "address": "https://shop.example/"}),
        ]
    )

    def shown() -> list[str]:
        return [f"{entry['title']} {entry['url']}" for entry in current_brand().navigation]

    assert shown() == ["当季 /c/dang-ji/", "故事 /stories/", "我们 /about/", "微店 https://shop.example/", "商品 /c/"]
    with clock.showing(timezone.now() + timedelta(hours=2)):
        assert "我们 /about/" not in shown()
    stories.unpublish()
    shelf.is_visible = False
    shelf.save()
    freshness.advance()
    assert shown() == ["我们 /about/", "微店 https://shop.example/", "商品 /c/"]
    assert 'class="head-more"' in client.get("/c/").text


def test_the_footer_has_columns_and_an_empty_one_is_left_out(client: Client) -> None:
    draft = make_page(AboutPage, title="关于", publish=False)
    menus(
        footer=[
            ("column", {"title": "读", "links": [("page", {"label": "", "page": StoryIndexPage.objects.get()})]}),
            ("column", {"title": "园子", "links": [("page", {"label": "", "page": Page.objects.get(pk=draft.pk)})]}),
        ]
    )

    assert [(column["title"], len(column["links"])) for column in current_brand().footer] == [("读", 1)]
    assert "园子" not in client.get("/c/").text


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//evil.example", "http://evil.example", "", "data:text/html,x"]
)
def test_an_address_is_of_a_known_kind(address: str) -> None:
    entry = Menus._meta.get_field("header").stream_block.child_blocks["address"]

    with pytest.raises(ValidationError):
        entry.clean(entry.to_python({"label": "去", "address": address}))


def test_the_menus_are_changed_on_one_screen(client: Client) -> None:
    client.force_login(member("Editor"))
    stored = Menus.load()
    address = reverse("wagtailsettings:edit", args=["brand", "menus", stored.pk])
    header = streamfield([("goods", {"label": "货架", "goods": "all"})])

    assert client.get(address).status_code == 200
    response = client.post(address, nested_form_data({"header": header, "footer": streamfield([])}))

    assert response.status_code == 302
    assert [(entry["title"], entry["url"]) for entry in current_brand().navigation] == [("货架", "/c/")]
    client.force_login(member("Warehouse"))
    assert client.get(address).status_code == 302


# --- Redirects and what is lost --------------------------------------------------------------------------------
def test_a_page_that_moves_leads_on_from_its_old_address(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    page = make_page(LookbookPage, slug="old")
    page.slug = "new"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()

    response = client.get("/old/")

    assert (response.status_code, response["Location"]) == (301, "/new/")


def test_a_product_that_was_taken_down_is_gone_with_something_instead_or_leads_on(client: Client) -> None:
    gone = stocked_sku(product=ProductFactory(title="青苹果", slug="green")).product
    other = stocked_sku().product
    Product.objects.filter(pk=gone.pk).update(live=False, first_published_at=timezone.now())

    response = client.get("/p/green/")
    Redirect.add_redirect("/p/green/", redirect_to=other.get_absolute_url())
    led = client.get("/p/green/")

    assert response.status_code == 410
    assert "“青苹果”已经下架了" in response.text
    assert other.title in response.text
    assert (led.status_code, led["Location"]) == (301, other.get_absolute_url())


def test_a_product_that_never_was_on_show_is_not_there(client: Client) -> None:
    Product.objects.filter(pk=ProductFactory(slug="secret", title="机密").pk).update(
        live=False, first_published_at=None
    )

    response = client.get("/p/secret/")

    assert response.status_code == 404
    assert "机密" not in response.text


def test_a_lost_reader_finds_what_the_address_may_have_meant(client: Client) -> None:
    story = make_story(title="头一场霜", slug="tou-yi-chang-shuang")
    product = stocked_sku(product=ProductFactory(title="苹果酱", slug="xiao-guo-ping-guo-jiang")).product

    by_story = client.get("/stories/tou-yi-chang-xue.html")
    by_goods = client.get("/p/ping-guo-jiang/")

    assert (by_story.status_code, by_goods.status_code) == (404, 404)
    assert f'href="{story.url}"' in by_story.text
    assert product.get_absolute_url() in by_goods.text
    assert "你要找的也许是" not in client.get("/zzz/").text


def test_words_of_an_address_and_what_is_likest() -> None:
    assert words_of("/a/Hong-fu_shi-2.html") == ["hong", "fu", "shi"]
    assert words_of("/") == []
    rows = [(1, "hong-fu-shi-li-he"), (2, "hong-fu-shi"), (3, "shi-zi"), (4, "mi")]
    assert likest(rows, ["hong", "fu", "shi"], limit=3) == [2, 1]


def test_who_may_make_redirects(client: Client) -> None:
    for role, expected in (("Owner", 200), ("Editor", 200), ("Warehouse", 302)):
        client.force_login(member(role))
        assert client.get(reverse("wagtailredirects:index")).status_code == expected


def test_goods_and_shelves_say_the_way_to_them(client: Client) -> None:
    product = stocked_sku().product
    shelf = Collection.objects.create(title="当季", slug="dang-ji")

    for address in (product.get_absolute_url(), shelf.get_absolute_url()):
        assert '"@type":"BreadcrumbList"' in client.get(address).text


# --- A front of blocks -------------------------------------------------------------------------------------------
def test_the_front_becomes_blocks_and_stays_what_it_was(client: Client) -> None:
    stories = [make_story(title=f"故事{n}") for n in range(3)]
    product = stocked_sku(product=ProductFactory(title="红富士礼盒")).product
    home = HomePage.objects.get()
    home.hero_image, home.headline = make_image(), "霜下过了，才摘。"
    home.featured = [FeaturedProduct(product=product)]
    home.save_revision().publish()
    editor = member("Editor")
    client.force_login(editor)

    compose = reverse("page_desk:compose", args=[home.pk])
    assert "生成草稿" in client.get(compose).text
    assert client.post(compose).status_code == 302
    home = HomePage.objects.get()
    draft = home.get_latest_revision_as_object()

    assert not home.front
    assert [child.block_type for child in draft.front] == ["opening", "stories", "goods", "shelves"]
    assert PageLogEntry.objects.filter(action="pages.compose_front", user=editor).count() == 1
    assert compose_front(by=editor, page=home).latest_revision_id == home.latest_revision_id
    home.get_latest_revision().publish()
    client.logout()
    page = client.get("/")
    assert page.template_name == "content/stories/front.html"
    for words in ("霜下过了，才摘。", "红富士礼盒", *(story.title for story in stories)):
        assert words in page.text
    assert client.get("/").text.count("<h1") == 1


def test_a_front_announces_pages_and_asks_once_for_all_blocks(client: Client) -> None:
    lookbook, draft = make_page(LookbookPage, title="冬天的桌子"), make_page(LookbookPage, title="草稿", publish=False)
    venue = make_venue(title="开窖")
    home = HomePage.objects.get()

    def compose(times: int) -> str:
        pages = block("pages", {"title": "", "pages": items(lookbook.pk, venue.pk, draft.pk)})
        newest = block("goods", {"title": "新的", "products": []})
        opening = block("opening", {"image": None, "headline": "", "sentence": "", "page": venue.pk, "word": "进来"})
        home.front = home.front.stream_block.to_python([opening, *[pages, newest] * times])
        home.save_revision().publish()
        return client.get("/").text

    stocked_sku(product=ProductFactory(title="刚上的"))
    once = compose(1)

    for words in ("冬天的桌子", "开窖", "刚上的", "进来"):
        assert words in once
    assert "草稿" not in once
    assert compose(3).count("冬天的桌子") == 3
