"""Stories as JSON."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from shop.catalog.models import Product
from shop.social import touch as touches
from shop.social.models import StoryBlock, StoryTap
from tests.factories.content import block, card, items, make_image, make_story
from tests.factories.inventory import stocked_sku

pytestmark = pytest.mark.django_db


def test_the_list_names_published_stories(client: Client) -> None:
    story = make_story(title="头一场霜", kicker="果园日记", hero_image=make_image(description="霜夜"))
    make_story(title="草稿", publish=False)
    ended = make_story(title="结束了")
    Page.objects.filter(pk=ended.pk).update(expire_at=timezone.now() - timedelta(seconds=1))

    body = client.get("/api/v1/stories/").json()

    assert body["count"] == 1
    [row] = body["results"]
    assert (row["id"], row["slug"], row["title"], row["kicker"]) == (story.pk, story.slug, "头一场霜", "果园日记")
    assert (row["url"], row["picture"]["alt"]) == (story.url, "霜夜")


def test_a_story_comes_with_its_blocks_and_todays_prices(client: Client) -> None:
    sku = stocked_sku(price_fen=6800)
    hidden = stocked_sku().product
    Product.objects.filter(pk=hidden.pk).update(live=False)
    image = make_image()
    story = make_story(
        block("text", "<p>六度。</p>"),
        block("gallery", {"pictures": items(*[{"image": image.pk, "caption": "霜"}] * 2)}),
        card(sku.product, line="那一箱"),
        card(hidden),
    )

    body = client.get(f"/api/v1/stories/{story.slug}/").json()["body"]

    assert [row["type"] for row in body] == ["text", "gallery", "product", "product"]
    assert body[0]["value"] == "<p>六度。</p>"
    assert set(body[1]["value"]["pictures"][0]["image"]) == {"url", "width", "height", "alt"}
    assert body[2]["value"]["line"] == "那一箱"
    assert body[2]["value"]["product"]["price_fen"] == 6800
    assert body[2]["value"]["product"]["slug"] == sku.product.slug
    assert body[3]["value"]["product"] is None


@pytest.mark.parametrize("slug", ["nowhere", "霜", "x" * 255, "a%00b"])
def test_a_story_that_is_not_there_is_a_problem_document_or_a_page(client: Client, slug: str) -> None:
    assert client.get(f"/api/v1/stories/{slug}/").status_code == 404


def test_more_cards_need_no_more_queries(client: Client) -> None:
    counts = []
    for number in (1, 3):
        story = make_story(*[card(stocked_sku().product) for _ in range(number)])
        client.get(f"/api/v1/stories/{story.slug}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/api/v1/stories/{story.slug}/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_writing_is_not_possible(client: Client) -> None:
    assert client.post("/api/v1/stories/", {}).status_code == 405


def test_a_tap_is_counted_and_credits_its_block(client: Client) -> None:
    sku = stocked_sku()
    story = make_story(card(sku.product))
    address = f"/api/v1/stories/{story.slug}/taps/"
    tap = {"block": story.body[0].id, "product": sku.product_id}

    said = client.post(address, tap, content_type="application/json", headers={"user-agent": "MicroMessenger"})
    unknown = client.post(address, {**tap, "block": str(uuid.uuid4())}, content_type="application/json")
    nothing = client.post(address, {}, content_type="application/json")

    block_row = StoryBlock.objects.get()
    assert touches.loads(said.json()["touch"]).goods[str(sku.product_id)][::2] == [block_row.pk, block_row.pk]
    assert list(StoryTap.objects.values_list("block", "product")) == [(block_row.pk, sku.product_id)]
    assert (unknown.status_code, nothing.status_code) == (404, 400)
