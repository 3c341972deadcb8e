"""What each block shows; above all the product card, which is never allowed to show yesterday's price."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from content.blocks.blocks import StoryBlocks, TextBlock
from content.stories.models import StoryPage
from shop.catalog.models import Product
from shop.catalog.operations import change_price
from shop.promotions.models import Promotion
from tests.factories.catalog import ProductFactory, make_sku
from tests.factories.content import block, card, items, make_image, make_story
from tests.factories.inventory import stocked_sku
from tests.factories.promotions import make_promotion

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def page_of(client: Client, *blocks: dict[str, Any]) -> str:
    """Return the page of a published story with these blocks."""
    response = client.get(make_story(*blocks).url)
    assert response.status_code == 200
    return response.text


def test_each_block_shows_what_it_holds(client: Client) -> None:
    image = make_image(title="果园", description="清晨的果园")

    page = page_of(
        client,
        block("text", "<h2>摘之前</h2><p>六度。<b>没有风</b></p>"),
        block("picture", {"image": image.pk, "caption": "凌晨三点", "width": "full"}),
        block("gallery", {"pictures": items(*[{"image": image.pk, "caption": f"第{n}张"} for n in range(3)])}),
        block("quote", {"text": "我们只是没有急。", "source": "苑建军"}),
        block(
            "making",
            {"title": "一夜", "steps": items({"when": "16:00", "title": "六度", "text": "没有风", "image": image.pk})},
        ),
        block("facts", {"title": "数", "facts": items({"label": "海拔", "value": "262 米", "source": "自测"})}),
    )

    for text in ("<h2>摘之前</h2>", "<b>没有风</b>", "凌晨三点", "第2张", "我们只是没有急。", "苑建军"):
        assert text in page
    for text in ("一夜", "16:00", "海拔", "262 米", "自测", "figure-full", "gallery-3"):
        assert text in page
    assert page.count('alt="清晨的果园"') == 5


def test_what_is_typed_is_text_and_never_markup(client: Client) -> None:
    evil = "<script>alert(1)</script>"

    page = page_of(
        client,
        block("quote", {"text": evil, "source": evil}),
        block("making", {"title": evil, "steps": items({"when": evil, "title": evil, "text": evil, "image": None})}),
        block("facts", {"title": evil, "facts": items({"label": evil, "value": evil, "source": evil})}),
        card(stocked_sku(product=ProductFactory(title=evil, subtitle=evil)).product, line=evil),
    )

    assert evil not in page
    assert "&lt;script&gt;" in page


def test_the_editor_stores_only_the_markup_it_offers() -> None:
    text = TextBlock()
    content = (
        '{"blocks":[{"key":"a","text":"<script>alert(1)</script>","type":"unstyled","depth":0,"inlineStyleRanges":[],'
        '"entityRanges":[{"offset":0,"length":8,"key":0}]},'
        '{"key":"b","text":"x","type":"atomic-evil","depth":0,"inlineStyleRanges":[],"entityRanges":[]}],'
        '"entityMap":{"0":{"type":"LINK","mutability":"MUTABLE","data":{"url":"javascript:alert(1)"}}}}'
    )

    html = text.value_from_datadict({"body": content}, {}, "body").source

    assert "<script" not in html
    assert "javascript:" not in html


def test_a_card_shows_price_stock_and_buys_at_once(client: Client) -> None:
    sku = stocked_sku(price_fen=6800, units=3)

    story = make_story(card(sku.product, line="等过三场霜的那一箱"))
    page = client.get(story.url).text

    assert '<span class="price-sum">68</span>' in page
    assert "等过三场霜的那一箱" in page
    assert "3" in page.split('class="stock')[1].split("</span>")[0]
    assert f'action="/cart/add/?story={story.pk}&amp;b={story.body[0].id}"' in page
    assert f'name="sku" value="{sku.pk}"' in page
    assert f"{sku.product.get_absolute_url()}?story={story.pk}&amp;b={story.body[0].id}" in page


def test_a_card_with_options_leads_to_the_choice(client: Client) -> None:
    product = ProductFactory()
    make_sku(product=product, price_fen=4900, options={"净重": "5 斤"})
    stocked_sku(product=product, price_fen=7900, options={"净重": "9 斤"})

    story = make_story(card(product))
    page = client.get(story.url).text

    assert f'href="{product.get_absolute_url()}?story={story.pk}&amp;b={story.body[0].id}#buy"' in page
    assert "cart/add" not in page


def test_a_card_is_as_the_goods_are_now(client: Client) -> None:
    sku = stocked_sku(price_fen=6800)
    story = make_story(card(sku.product))
    before = client.get(story.url)

    change_price(by=None, sku=sku, price_fen=5900, expected_fen=6800, at=timezone.now())
    after = client.get(story.url)

    assert ">68<" in before.text
    assert ">59<" in after.text
    assert ">68<" not in after.text
    assert "no-cache" in after["Cache-Control"]


def test_a_promotion_flips_in_the_story_on_its_second_with_every_worker_stopped(client: Client) -> None:
    now = timezone.now()
    sku = stocked_sku(price_fen=6800)
    promotion = make_promotion(
        sku, price_fen=4800, starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2), at=now
    )
    story = make_story(card(sku.product))
    before = client.get(story.url).text

    Promotion.objects.filter(pk=promotion.pk).update(starts_at=now - timedelta(seconds=1))
    during = client.get(story.url).text
    Promotion.objects.filter(pk=promotion.pk).update(ends_at=now - timedelta(microseconds=1))
    after = client.get(story.url).text

    assert ">68<" in before
    assert "秋收" in before
    assert ">48<" in during
    assert ">68<" in after


def test_a_sold_out_product_says_so_and_sells_nothing(client: Client) -> None:
    page = page_of(client, card(make_sku().product))

    assert "stock-out" in page
    assert "cart/add" not in page


def test_a_product_without_skus_is_coming(client: Client) -> None:
    product = ProductFactory(title="明年的果酒")

    page = page_of(client, card(product))

    assert "明年的果酒" in page
    assert "price-sum" not in page


@pytest.mark.parametrize("state", ["draft", "expired", "deleted"])
def test_what_is_not_on_show_is_left_out_for_readers_and_explained_in_the_preview(client: Client, state: str) -> None:
    product = ProductFactory(title="看不见的礼盒")
    story = make_story(card(product))
    if state == "draft":
        Product.objects.update(live=False)
    elif state == "expired":
        Product.objects.update(expire_at=timezone.now() - timedelta(seconds=1))
    else:
        Product.objects.all().delete()

    response = client.get(story.url)
    preview = StoryPage.objects.get(pk=story.pk).make_preview_request().content.decode()

    assert response.status_code == 200
    assert "看不见的礼盒" not in response.text
    assert 'class="offer"' not in response.text
    assert "absent" not in response.text
    assert 'class="absent"' in preview


@pytest.mark.parametrize(
    "value",
    [
        [block("quote", {"text": "霜" * 1_000_000, "source": ""})],
        [block("gallery", {"pictures": []})],
        [block("making", {"title": "", "steps": []})],
        [block("picture", {"image": None, "caption": "", "width": "text"})],
        [block("picture", {"image": None, "caption": "", "width": "sideways"})],
    ],
)
def test_a_block_that_says_nothing_or_too_much_is_refused_in_its_field(value: list[dict[str, Any]]) -> None:
    stream = StoryBlocks()

    with pytest.raises(ValidationError):
        stream.clean(stream.to_python(value))


def test_every_block_has_a_preview_for_the_picker(client: Client) -> None:
    from django.urls import reverse

    from tests.factories.staff import member

    make_image()
    stocked_sku()
    client.force_login(member("Editor"))

    stream = StoryPage._meta.get_field("body").stream_block
    for name, child in stream.child_blocks.items():
        response = client.get(reverse("wagtailadmin_block_preview"), {"id": child.definition_prefix})
        assert response.status_code == 200, name
        assert child.is_previewable, name
        assert child.meta.label, name
        assert child.meta.icon != "placeholder", name
