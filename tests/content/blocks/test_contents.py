"""What blocks show beside their words: one look-up for a whole page, however long it is."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.blocks.contents import block_contents, products_in
from content.stories.models import StoryMention, StoryPage
from shop.catalog.errors import VideoInUse
from shop.catalog.models import Product, Video
from shop.catalog.operations import remove_video
from tests.factories.catalog import ProductFactory
from tests.factories.content import block, card, every_block, items, make_film, make_image, make_story
from tests.factories.inventory import stocked_sku

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def full(count: int) -> StoryPage:
    """A story with ``count`` of each kind of block, each with things of its own."""
    rows: list[dict[str, Any]] = []
    for _ in range(count):
        product = stocked_sku(product=ProductFactory(cover=make_image())).product
        rows += every_block(image=make_image(), product=product, film=make_film())
    return make_story(*rows, hero_image=make_image())


def test_a_story_of_all_blocks_asks_no_more_the_longer_it_is(client: Client) -> None:
    counts = []
    for count in (1, 2):
        story = full(count)
        client.get(story.url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(story.url).status_code == 200
        counts.append(len(queries))
        story.delete()

    assert counts[0] == counts[1]
    assert counts[0] <= 25


def test_a_story_of_all_blocks_is_drawn_anew_with_its_figures_alone(client: Client, settings: Any) -> None:
    settings.KEEP_PIECES = True
    make_story(title="另一篇", hero_image=make_image())
    story = full(1)
    client.get(story.url)

    with CaptureQueriesContext(connection) as queries:
        assert "另一篇" in client.get(story.url).text
    assert len(queries) <= 18


def test_every_block_with_goods_counts_as_a_mention() -> None:
    products = [stocked_sku().product for _ in range(7)]
    ids = iter([product.pk for product in products])
    image, film = make_image(), make_film()

    story = make_story(
        card(next(ids)),
        block("product_set", {"title": "", "line": "", "products": items(next(ids), next(ids))}),
        block(
            "hotspots",
            {"image": image.pk, "caption": "", "spots": items({"product": next(ids), "x": 1, "y": 2, "line": ""})},
        ),
        block("countdown", {"product": next(ids), "line": ""}),
        block("lot", {"product": next(ids), "lot": ""}),
        block(
            "film",
            {"film": film.pk, "cover": None, "caption": "", "moments": items({"time": "0:01", "product": next(ids)})},
        ),
    )

    assert [product.pk for product in products_in(story.body)] == [product.pk for product in products]
    assert list(StoryMention.objects.filter(story=story).values_list("product", flat=True)) == [
        product.pk for product in products
    ]


def test_what_shoppers_may_not_see_has_no_offer() -> None:
    hidden, shown = stocked_sku().product, stocked_sku().product
    Product.objects.filter(pk=hidden.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    story = make_story(block("product_set", {"title": "", "line": "", "products": items(hidden.pk, shown.pk)}))

    contents = block_contents([story.body], at=timezone.now())

    assert set(contents["card_offers"]) == {shown.pk}


def test_a_page_of_words_asks_nothing(django_assert_num_queries: Any) -> None:
    story = make_story(block("quote", {"text": "急", "source": ""}))

    with django_assert_num_queries(0):
        assert block_contents([story.body], at=timezone.now()) == {"card_offers": {}, "lot_facts": {}, "happenings": {}}


def test_a_film_in_a_story_is_not_removed() -> None:
    film = make_film()
    story = make_story(block("film", {"film": film.pk, "cover": None, "caption": "", "moments": []}), title="采摘那天")

    with pytest.raises(VideoInUse, match="采摘那天"):
        remove_video(by=None, video_id=film.pk)
    assert Video.objects.filter(pk=film.pk).exists()

    story.delete()
    remove_video(by=None, video_id=film.pk)
    assert not Video.objects.filter(pk=film.pk).exists()
