"""Goods in stories: of this moment, never invented, gone when they are not on show."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.blocks.blocks import StoryBlocks
from content.stories.models import StoryPage
from shop.catalog.models import Product
from shop.inventory.models import Lot, StockItem
from shop.promotions.models import Promotion
from tests.factories.catalog import ProductFactory
from tests.factories.content import block, items, make_film, make_image, make_story
from tests.factories.inventory import stocked_sku
from tests.factories.origin import make_lot, told
from tests.factories.promotions import make_promotion

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def soup_of(client: Client, story: StoryPage) -> BeautifulSoup:
    """The page as a reader gets it."""
    response = client.get(story.url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_a_countdown_tells_of_the_promotion_that_is_planned_and_nothing_else(client: Client) -> None:
    now = timezone.now()
    sku = stocked_sku(price_fen=6800)
    story = make_story(block("countdown", {"product": sku.product_id, "line": "霜降那天见"}))
    without = soup_of(client, story)

    promotion = make_promotion(
        sku, price_fen=4800, starts_at=now + timedelta(days=2, hours=3), ends_at=now + timedelta(days=3), at=now
    )
    before = soup_of(client, story).find(class_="until")
    Promotion.objects.filter(pk=promotion.pk).update(starts_at=now - timedelta(seconds=1))
    during = soup_of(client, story).find(class_="until")
    Promotion.objects.filter(pk=promotion.pk).update(ends_at=now - timedelta(microseconds=1))
    after = soup_of(client, story)

    assert without.find(class_="until") is None
    assert "霜降那天见" not in without.get_text()
    assert "秋收" in before.get_text()
    assert "¥48" in before.get_text()
    assert "¥68" in before.get_text()
    assert before.find(class_="until-left").get_text() == "2 天 3 小时"
    assert during.find(class_="price-sum").get_text() == "48"
    assert "秋收" in during.get_text()
    assert after.find(class_="until") is None


def test_a_countdown_without_a_promotion_is_explained_in_the_preview_only() -> None:
    story = make_story(block("countdown", {"product": stocked_sku().product_id, "line": ""}))

    preview = StoryPage.objects.get(pk=story.pk).make_preview_request().content.decode()

    assert 'class="absent"' in preview


def test_a_set_leaves_out_what_is_not_on_show_and_says_what_is_sold_out(client: Client) -> None:
    hidden, out, there = stocked_sku().product, stocked_sku(), stocked_sku()
    Product.objects.filter(pk=hidden.pk).update(live=False)
    StockItem.objects.filter(sku=out).update(on_hand=0)
    ids = [hidden.pk, out.product_id, there.product_id]
    story = make_story(block("product_set", {"title": "一起寄", "line": "", "products": items(*ids)}))

    goods = soup_of(client, story).find(class_="set-goods").find_all("li")

    assert len(goods) == 2
    assert "售罄" in goods[0].get_text()
    assert f"?story={story.pk}" in goods[1].find("a")["href"]


def test_numbers_on_a_picture_lead_to_the_goods_and_stay_on_it(client: Client) -> None:
    image = make_image()  # 60 × 40
    dish = stocked_sku(product=ProductFactory(title="苹果碟"), price_fen=12800).product
    spots = items(
        {"product": dish.pk, "x": 40, "y": 50, "line": "桌上"}, {"product": dish.pk, "x": 100, "y": 0, "line": ""}
    )
    story = make_story(block("hotspots", {"image": image.pk, "caption": "", "spots": spots}))

    figure = soup_of(client, story).find(class_="spots")
    marks = figure.find("svg", class_="spots-marks")

    assert marks["viewbox"] == "0 0 1000 667"
    first, second = (spot.find(class_="spot-mark") for spot in marks.find_all("a"))
    assert (first["cx"], first["cy"]) == ("400", "334")
    assert (second["cx"], second["cy"]) == ("966", "34")
    assert marks.find("a")["href"] == f"{dish.get_absolute_url()}?story={story.pk}&b={story.body[0].id}"
    assert "桌上" in figure.find(class_="goods-rows").get_text()
    assert "128" in figure.find(class_="goods-rows").get_text()


def test_a_film_names_its_goods_by_their_moment(client: Client) -> None:
    film = make_film()
    box, jam = (stocked_sku(product=ProductFactory(title=title)).product for title in ("礼盒", "苹果酱"))
    moments = items({"time": "1:05", "product": box.pk}, {"time": "0:42", "product": jam.pk})
    story = make_story(
        block("film", {"film": film.pk, "cover": make_image().pk, "caption": "剪果", "moments": moments})
    )

    figure = soup_of(client, story).find(class_="film-block")

    assert figure.video["preload"] == "none"
    assert "autoplay" not in figure.video.attrs
    assert [(row["data-seconds"], row["href"]) for row in figure.find_all(class_="film-time")] == [
        ("42", f"{film.file.url}#t=42"),
        ("65", f"{film.file.url}#t=65"),
    ]


def test_a_lot_tells_what_is_public_and_nothing_of_the_house(client: Client) -> None:
    lot = make_lot(code="NP-07")
    Lot.objects.update(note="客户投诉过")
    product = lot.sku.product
    newest = make_story(block("lot", {"product": product.pk, "lot": ""}))
    named = make_story(block("lot", {"product": product.pk, "lot": "NP-07"}))

    assert soup_of(client, newest).find(class_="lot") is None
    bare = soup_of(client, named).find(class_="lot").get_text()
    told(lot, is_public=False)
    assert "霜降那天摘的" not in soup_of(client, named).get_text()
    told(lot)
    public = soup_of(client, newest).find(class_="lot").get_text()

    for words in ("NP-07", "栖霞市官道镇", "2099-03-20"):
        assert words in bare
        assert words in public
    assert "霜降那天摘的" in public
    assert "客户投诉过" not in bare + public


@pytest.mark.parametrize(
    "value",
    [
        lambda things: block("lot", {"product": things["product"].pk, "lot": "没有这一批"}),
        lambda things: block(
            "film",
            {
                "film": things["film"].pk,
                "cover": None,
                "caption": "",
                "moments": items({"time": "四十二秒", "product": things["product"].pk}),
            },
        ),
        lambda things: block(
            "hotspots",
            {
                "image": things["image"].pk,
                "caption": "",
                "spots": items({"product": things["product"].pk, "x": 101, "y": 0, "line": ""}),
            },
        ),
        lambda things: block("product_set", {"title": "", "line": "", "products": items(things["product"].pk)}),
    ],
)
def test_what_cannot_be_is_refused_in_its_field(value: Any) -> None:
    things = {"product": stocked_sku().product, "film": make_film(), "image": make_image()}
    stream = StoryBlocks()

    with pytest.raises(ValidationError):
        stream.clean(stream.to_python([value(things)]))


def test_another_surface_gets_blocks_with_their_goods(client: Client) -> None:
    lot = make_lot(code="NP-07")
    told(lot)
    product = lot.sku.product
    story = make_story(
        block("product_set", {"title": "", "line": "", "products": items(product.pk, product.pk)}),
        block("lot", {"product": product.pk, "lot": "NP-07"}),
    )

    body = client.get(reverse("story_api:story", args=[story.slug])).json()["body"]

    assert [row["slug"] for row in body[0]["value"]["products"]] == [product.slug] * 2
    assert body[1]["value"]["lot"] == {
        "code": "NP-07",
        "origin": "栖霞市官道镇",
        "produced_on": "2026-09-20",
        "expires_on": "2099-03-20",
    }
