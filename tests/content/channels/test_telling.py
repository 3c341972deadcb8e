"""A story as channels begin with it: every kind of block says something, and shows its pictures."""

import pytest

from content.channels.telling import tell
from tests.factories.content import block, every_block, items, make_film, make_image, make_story
from tests.factories.inventory import stocked_sku

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_no_kind_of_block_is_lost() -> None:
    image, product, film = make_image(), stocked_sku().product, make_film()

    for row in every_block(text="霜下过了", image=image, product=product, film=film):
        told = tell(make_story(row))
        assert "霜下过了" in told.text or product.title in told.text or told.pictures, row["type"]


def test_a_recipe_comes_with_its_picture_and_its_steps() -> None:
    image = make_image()
    recipe = {
        "title": "烤苹果",
        "summary": "",
        "image": image.pk,
        "serves": "",
        "prepare_minutes": None,
        "cook_minutes": None,
        "ingredients": items("苹果 4 个"),
        "steps": items("去核", "烤"),
        "products": [],
    }

    told = tell(make_story(block("recipe", recipe)))

    assert told.pictures == [image]
    assert told.text.endswith("烤苹果\n\n· 苹果 4 个\n\n1. 去核\n\n2. 烤")
