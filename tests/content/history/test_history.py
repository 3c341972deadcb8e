"""Two versions beside each other: words of Chinese, blocks, pictures and goods."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from content.history.comparison import RichTextComparison, block_changes
from content.history.words import changes, text_diff
from content.stories.models import StoryPage
from shop.catalog.models import Product
from tests.factories.catalog import ProductFactory
from tests.factories.content import block, card, items, make_image, make_story
from tests.factories.staff import member

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_one_word_of_a_chinese_sentence_is_marked_and_not_the_sentence() -> None:
    assert changes("霜降那天夜里我们守着果园", "霜降那天清晨我们守着果园") == [
        ("same", "霜降那天"),
        ("gone", "夜里"),
        ("new", "清晨"),
        ("same", "我们守着果园"),
    ]
    # Words of letters and numbers stay whole.
    assert changes("每箱 5kg 装", "每箱 10kg 装") == [
        ("same", "每箱 "),
        ("gone", "5kg"),
        ("new", "10kg"),
        ("same", " 装"),
    ]
    # One character that happens to be the same between two changes is no island.
    assert changes("红的苹果", "青的梨子") == [("gone", "红的苹果"), ("new", "青的梨子")]


def test_long_stretches_are_left_out_and_markup_is_text() -> None:
    html = text_diff("甲" * 300 + "<b>旧</b>", "甲" * 300 + "<b>新</b>")
    assert "…" in html
    assert html.count("甲") == 57
    assert "&lt;" in html
    assert '<ins class="addition">新</ins>' in html


@given(st.text("甲乙丙a1 。\n", max_size=40), st.text("甲乙丙a1 。\n", max_size=40))
def test_both_texts_can_be_read_out_of_their_difference(before: str, after: str) -> None:
    found = changes(before, after)
    assert "".join(text for kind, text in found if kind != "new") == before
    assert "".join(text for kind, text in found if kind != "gone") == after


def versions(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> tuple[Any, Any]:
    stream = StoryPage._meta.get_field("body").stream_block
    return stream.to_python(before), stream.to_python(after)


def states(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[tuple[str, int, int]]:
    return [(row.state, row.moved, row.count) for row in block_changes(*versions(before, after))]


def test_blocks_are_new_gone_elsewhere_or_the_same() -> None:
    first, second, third, fourth = (block("text", f"<p>{word}</p>") for word in "一二三四")
    assert states([first, second, third], [first, second, third]) == [("same", 0, 3)]
    assert states([first, second, third], [first, fourth, third]) == [
        ("same", 0, 1),
        ("gone", 0, 1),
        ("new", 0, 1),
        ("same", 0, 1),
    ]
    # The last one was put first: the others stayed.
    assert states([first, second, third, fourth], [fourth, first, second, third]) == [("moved", -3, 1), ("same", 0, 3)]


def test_inside_a_block_only_what_differs_is_told() -> None:
    red, green = make_image(title="红"), make_image(title="青")
    jam, box = ProductFactory(title="果酱"), ProductFactory(title="礼盒")
    picture, goods = block("picture", {"image": red.pk, "alt": "苹果"}), card(jam)
    facts = block("facts", {"title": "果园", "facts": items({"label": "海拔", "value": "640 米", "source": ""})})
    kept = {**facts, "value": {**facts["value"], "facts": [dict(row) for row in facts["value"]["facts"]]}}
    kept["value"]["facts"][0] = {
        **kept["value"]["facts"][0],
        "value": {"label": "海拔", "value": "680 米", "source": ""},
    }
    after = [
        {**picture, "value": {**picture["value"], "image": green.pk}},
        {**goods, "value": {**goods["value"], "product": box.pk}},
        kept,
    ]
    of_picture, of_goods, of_facts = block_changes(*versions([picture, goods, facts], after))

    assert [(row.before.value, row.after.value) for row in of_picture.rows if row.before and row.after] == [
        (red, green)
    ]
    assert [(row.before.value, row.after.value) for row in of_goods.rows if row.before and row.after] == [(jam, box)]
    assert [str(row.words) for row in of_facts.rows] == [
        '<del class="deletion">640</del><ins class="addition">680</ins> 米'
    ]


def test_numbers_that_the_editor_gives_to_paragraphs_are_no_change() -> None:
    typed = block("text", "<p>夜里。</p>")
    saved = {**typed, "value": '<p data-block-key="a1b2c">夜里。</p>'}
    field = Product._meta.get_field("body")

    def differ(before: str, after: str) -> bool:
        versions = (ProductFactory.build(body=text) for text in (before, after))
        return bool(RichTextComparison(field, *versions).has_changed())

    assert states([typed], [saved]) == [("same", 0, 1)]
    assert not differ(typed["value"], saved["value"])
    assert differ(typed["value"], "<p>清晨。</p>")


def test_a_new_link_under_the_same_words_is_said() -> None:
    before, after = block("text", "<p>看果园</p>"), str(uuid.uuid4())
    after_block = {**before, "value": '<p><a href="https://example.com/">看果园</a></p>'}
    [change] = block_changes(*versions([before], [after_block]))
    assert after
    assert (change.state, change.rows[0].is_form_only) == ("changed", True)


def test_the_screen_of_a_story_and_of_a_product() -> None:
    owner = member("Owner")
    story = make_story(block("text", "<p>霜降那天夜里</p>"), title="头一场霜")
    first = story.latest_revision
    story.title, story.body[0].value.source = "第一场霜", "<p>霜降那天清晨</p>"
    second = story.save_revision()
    client = Client(headers={"accept-language": "en"})
    client.force_login(owner)

    screen = client.get(reverse("wagtailadmin_pages:revisions_compare", args=[story.pk, first.pk, second.pk]))
    text = screen.content.decode()
    assert '<del class="deletion">头</del><ins class="addition">第</ins>一场霜' in text
    assert '霜降那天<del class="deletion">夜里</del><ins class="addition">清晨</ins>' in text

    product = ProductFactory(title="红富士苹果")
    one = product.save_revision()
    product.title = "青富士苹果"
    two = product.save_revision()
    address = reverse("wagtailsnippets_catalog_product:revisions_compare", args=[product.pk, one.pk, two.pk])
    assert (
        '<del class="deletion">红</del><ins class="addition">青</ins>富士苹果' in client.get(address).content.decode()
    )
