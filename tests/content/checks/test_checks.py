"""What is found in a draft, where, and who may ask."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from content.checks.findings import CheckFinding, findings_in
from content.checks.sharing import SOURCE, sharing
from content.checks.texts import Words, content_of, plain
from shop.core.wording import Weight
from tests.factories.catalog import ProductFactory
from tests.factories.content import block, card, items, make_image, make_story, picture_file
from tests.factories.staff import member

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(member("Editor"))
    return client


def draft(*blocks: dict[str, Any], **fields: Any) -> Any:
    """Return a story as the editor has it."""
    return make_story(*blocks, publish=False, **fields).get_latest_revision_as_object()


def in_the_text(draft: Any) -> list[CheckFinding]:
    """Return what is found in words and pictures, without what is said of its share card."""
    return [row for row in findings_in(draft, at=NOW) if row.source is not SOURCE]


def test_rich_text_is_read_by_paragraphs() -> None:
    assert plain("<h2>霜</h2><p>坡<b>顶</b>先白。</p><ul><li>一</li><li>二</li></ul>").split() == [
        "霜",
        "坡顶先白。",
        "一",
        "二",
    ]


def test_words_of_every_field_and_block_are_read_with_their_place() -> None:
    story = draft(
        block("text", "<p>正文</p>"),
        block("facts", {"title": "数", "facts": items({"label": "海拔", "value": "262 米", "source": ""})}),
        card(ProductFactory(), "为这一夜"),
        title="头一场霜",
        standfirst="一夜",
    )

    with translation.override("en"):
        read = [(words.place.label, words.text) for words in content_of(story) if isinstance(words, Words)]

    assert read == [
        ("Title", "头一场霜"),
        ("Standfirst", "一夜"),
        ("Text", "正文"),
        ("Brand facts · Title", "数"),
        ("Brand facts · Facts 1 · What", "海拔"),
        ("Brand facts · Facts 1 · Figure or statement", "262 米"),
        ("Product card · Why it stands here", "为这一夜"),
    ]


def test_restricted_words_are_found_at_their_block_the_strict_ones_first() -> None:
    text = block("text", "<p>礼物的首选，全国最好的苹果。</p>")
    story = draft(text)

    found = in_the_text(story)

    assert [(finding.quote, finding.weight, finding.anchor) for finding in found] == [
        ("最好的", "stop", f"block-{text['id']}-section"),
        ("首选", "ask", f"block-{text['id']}-section"),
    ]


def test_pictures_are_asked_for_words_source_and_licence_once_each() -> None:
    image = make_image(title="坡顶", expires_on=date(2026, 11, 26))
    told = make_image(title="木箱", description="一只木箱", source="苑建军")
    blocks = [block("picture", {"image": each.pk, "caption": "", "width": "text"}) for each in (image, image, told)]

    with translation.override("en"):
        found = in_the_text(draft(*blocks))

        assert [(finding.quote, finding.weight, str(finding.message)[:14]) for finding in found] == [
            ("坡顶", "stop", "The licence of"),
            ("坡顶", "ask", "Say in the lib"),
            ("坡顶", "ask", "Nobody wrote d"),
        ]


def test_the_panel_reads_the_latest_draft_not_what_is_published(editor: Client) -> None:
    story = make_story(block("text", "<p>霜后的苹果。</p>"))
    path = reverse("wagtailadmin_pages:edit", args=[story.pk])
    before = editor.get(reverse("checks:findings"), {"at": path}).content.decode()
    story.body = story.body.stream_block.to_python([block("text", "<p>能治疗便秘。</p>")])
    story.save_revision()

    after = editor.get(reverse("checks:findings"), {"at": path}).content.decode()

    assert 'data-checks-count="2"' in before
    assert 'data-checks-count="3"' in after
    assert "<mark>治疗</mark>" in after
    assert "《广告法》第十七条" in after


def test_a_product_is_checked_too(editor: Client) -> None:
    product = ProductFactory(title="国家级苹果")

    page = editor.get(
        reverse("checks:findings"), {"at": reverse("wagtailsnippets_catalog_product:edit", args=[product.pk])}
    )

    assert "<mark>国家级</mark>" in page.content.decode()


@pytest.mark.parametrize("path", ["", "/", "/admin/", "/admin/pages/999999/edit/", "//elsewhere/", "/x/\0"])
def test_an_address_that_is_no_editor_is_not_found(editor: Client, path: str) -> None:
    assert editor.get(reverse("checks:findings"), {"at": path}).status_code == 404


def test_who_may_not_edit_the_page_is_refused(client: Client) -> None:
    story = make_story()
    client.force_login(member("Warehouse"))

    answer = client.get(reverse("checks:findings"), {"at": reverse("wagtailadmin_pages:edit", args=[story.pk])})

    assert answer.status_code in (302, 403)
    assert "data-checks-count" not in answer.content.decode()


def test_the_card_is_shown_as_it_is_shared_with_what_spoils_it(editor: Client) -> None:
    tall = make_image(title="竖图", file=picture_file(size=(600, 900)))
    story = make_story(title="很长的题目" * 7, standfirst="", hero_image=tall)
    found = list(sharing(story, NOW))

    assert [(row.anchor, row.weight) for row in found] == [
        ("id_hero_image-chooser", Weight.ASK),
        ("id_hero_image-chooser", Weight.ASK),
        ("id_title", Weight.ASK),
        ("id_standfirst", Weight.ASK),
    ]
    assert (found[2].quote, found[2].after) == ("很长的题目" * 6, "很长的题目")
    panel = editor.get("/admin/checks/", {"at": f"/admin/pages/{story.pk}/edit/"}).content.decode()
    assert tall.get_rendition("fill-1200x630|format-jpeg").url in panel
    assert "600 × 900" in panel

    good = make_image(title="横图", file=picture_file(size=(1200, 630)))
    assert not list(sharing(make_story(title="霜", standfirst="一句话", hero_image=good), NOW))
    [without] = sharing(make_story(title="霜", standfirst="一句话"), NOW)
    assert (without.anchor, without.quote) == ("id_hero_image-chooser", "")
