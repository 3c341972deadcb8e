"""A corpus of payloads through every block: what editors type, or what an import leaves, never becomes markup."""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from content.blocks.blocks import StoryBlocks, TextBlock
from tests.factories.catalog import ProductFactory
from tests.factories.content import every_block, make_film, make_image, make_story
from tests.factories.events import make_event
from tests.factories.inventory import stocked_sku
from tests.harness.payloads import CORPUS, LINKS, assert_harmless


@pytest.mark.django_db
@pytest.mark.once
def test_no_block_lets_a_payload_out(client: Client) -> None:
    text = " ".join(CORPUS)
    image = make_image(title=text[:250], description=text[:250])
    product = stocked_sku(product=ProductFactory(title=text[:80], subtitle=text[:80], cover=image)).product
    film = make_film(title=text[:80])
    event = make_event(title=text[:255], standfirst=text[:160], place=text[:60])
    blocks = every_block(text=text, image=image, product=product, film=film, event=event)
    story = make_story(*blocks)

    response = client.get(story.url)
    page = assert_harmless(response.text)

    assert response.status_code == 200
    assert {row["type"] for row in blocks} == set(StoryBlocks().child_blocks)
    # Everything was there, as text.
    for payload in CORPUS[:12]:
        assert payload in page.get_text()
    assert "14" not in page.find(class_="quote").get_text()


@pytest.mark.parametrize("address", LINKS)
def test_the_editor_keeps_no_link_that_runs(address: str) -> None:
    content = {
        "blocks": [
            {
                "key": "a",
                "text": "霜",
                "type": "unstyled",
                "depth": 0,
                "inlineStyleRanges": [],
                "entityRanges": [{"offset": 0, "length": 1, "key": 0}],
            }
        ],
        "entityMap": {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": address}}},
    }

    value: Any = TextBlock().value_from_datadict({"body": json.dumps(content)}, {}, "body")

    links = BeautifulSoup(value.source, "html.parser").find_all("a")
    assert not [link for link in links if link.get("href")]
