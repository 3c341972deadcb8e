"""Pieces that somebody paid for say so, wherever they are shown."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from content.stories.checks import advertising
from tests.factories.catalog import ProductFactory
from tests.factories.content import block, card, make_story

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_a_paid_piece_says_so_on_its_page_its_card_its_feed_and_to_the_mini_program(client: Client) -> None:
    story = make_story(card(product := ProductFactory()), title="一口锅", is_paid=True, paid_by="老邢陶坊")

    assert "由 老邢陶坊 支付" in client.get(story.url).text
    for address in (story.url, "/stories/", "/"):
        assert 'class="ad-label"><strong>广告</strong>' in client.get(address).text, address
    assert "<strong>广告</strong> · 一口锅" in client.get(product.get_absolute_url()).text
    assert "<title>广告 · 一口锅</title>" in client.get("/stories.atom").text
    assert client.get("/api/v1/stories/").json()["results"][0]["is_paid"] is True


def test_others_do_not(client: Client) -> None:
    story = make_story()

    assert "ad-label" not in client.get(story.url).text


def test_a_paid_piece_without_a_sponsor_has_to_be_changed() -> None:
    story = make_story(is_paid=True, publish=False).get_latest_revision_as_object()

    assert [(finding.weight, finding.anchor) for finding in advertising(story, NOW)] == [("stop", "id_paid_by")]


def test_words_of_a_deal_are_asked_about_unless_it_is_marked() -> None:
    text = block("text", "<p>这口锅由隔壁陶坊赞助。</p>")
    plain = make_story(text, publish=False).get_latest_revision_as_object()
    marked = make_story(text, is_paid=True, paid_by="陶坊", publish=False).get_latest_revision_as_object()

    assert [(finding.quote, finding.weight) for finding in advertising(plain, NOW)] == [("赞助", "ask")]
    assert list(advertising(marked, NOW)) == []
