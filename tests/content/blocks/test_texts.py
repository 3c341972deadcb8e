"""Blocks as plain text, film times, and what search engines are told: no database."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from content.blocks.blocks import StoryBlocks
from content.blocks.clock_times import seconds_of
from content.blocks.structured import structured_of
from content.blocks.templatetags.block_tags import time_left
from tests.factories import NOW
from tests.factories.content import block, items


def stream(*blocks: dict[str, Any]) -> Any:
    """A story's blocks."""
    return StoryBlocks().to_python(list(blocks))


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("text", "<h2>摘之前</h2><p>六度，<b>没有风</b>。</p><ul><li>一</li></ul>", "摘之前\n六度，没有风。\n一"),
        ("picture", {"image": None, "caption": "南坡", "width": "text"}, "南坡"),
        ("quote", {"text": "没有急。", "source": "苑建军"}, "“没有急。”\n—— 苑建军"),
        ("quote", {"text": "没有急。", "source": ""}, "“没有急。”"),
        (
            "making",
            {"title": "一夜", "steps": items({"when": "16:00", "title": "六度", "text": "没有风", "image": None})},
            "一夜\n16:00 六度\n没有风",
        ),
        (
            "facts",
            {"title": "", "facts": items({"label": "海拔", "value": "262 米", "source": "自测"})},
            "海拔：262 米（自测）",
        ),
        (
            "origin_map",
            {
                "title": "",
                "caption": "",
                "places": items({"name": "南坡", "latitude": "37", "longitude": "120", "note": "果园"}),
            },
            "南坡：果园",
        ),
        (
            "person",
            {"image": None, "name": "老邢", "role": "烧窑", "text": "", "words": "浅一点"},
            "老邢，烧窑\n“浅一点”",
        ),
        (
            "recipe",
            {
                "title": "烤苹果",
                "summary": "",
                "serves": "4 人",
                "ingredients": items("苹果"),
                "steps": items("去核", "烤"),
            },
            "烤苹果\n· 苹果\n1. 去核\n2. 烤",
        ),
        (
            "questions",
            {"title": "", "questions": items({"question": "为什么等霜？", "answer": "更甜。"})},
            "问：为什么等霜？\n答：更甜。",
        ),
    ],
)
def test_a_block_as_plain_text(kind: str, value: Any, text: str) -> None:
    (child,) = stream(block(kind, value))

    assert child.block.to_text(child.value) == text


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0:42", 42), (" 12:05 ", 725), ("1：02：03", 3723), ("42", None), ("0:75", None), ("", None), ("a:bc", None)],
)
def test_moments_of_a_film(text: str, seconds: int | None) -> None:
    assert seconds_of(text) == seconds


def test_a_recipe_for_search_engines() -> None:
    recipe = {
        "title": "烤苹果",
        "summary": "一把勺子就能吃",
        "image": None,
        "serves": "4 人",
        "prepare_minutes": 10,
        "cook_minutes": 35,
        "ingredients": items("苹果 4 个"),
        "steps": items("去核", "烤 35 分钟"),
    }

    (data,) = structured_of(stream(block("recipe", recipe)))

    assert data == {
        "@context": "https://schema.org",
        "@type": "Recipe",
        "name": "烤苹果",
        "description": "一把勺子就能吃",
        "recipeYield": "4 人",
        "prepTime": "PT10M",
        "cookTime": "PT35M",
        "totalTime": "PT45M",
        "recipeIngredient": ["苹果 4 个"],
        "recipeInstructions": [{"@type": "HowToStep", "text": "去核"}, {"@type": "HowToStep", "text": "烤 35 分钟"}],
    }


def test_all_questions_of_a_page_are_one_faq() -> None:
    asked = [
        block("questions", {"title": "", "questions": items({"question": question, "answer": "答"})})
        for question in ("一", "二")
    ]

    (data,) = structured_of(stream(*asked, block("quote", {"text": "急", "source": ""})))

    assert data["@type"] == "FAQPage"
    assert [row["name"] for row in data["mainEntity"]] == ["一", "二"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (2 * 86400 + 3 * 3600, "2 days 3 hours"),
        (86400, "1 day"),
        (3 * 3600 + 20 * 60, "3 hours 20 minutes"),
        (59, "1 minute"),
        (0, "0 minutes"),
        (-5, "0 minutes"),
    ],
)
def test_time_left_in_words(seconds: int, text: str) -> None:
    with translation.override("en"):
        assert time_left(NOW + timedelta(seconds=seconds), NOW) == text
