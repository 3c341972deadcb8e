"""How the brand speaks: read by colleagues, held against drafts, and reused where somebody is answered."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from content.brand.checks import avoided_words
from content.brand.models import BrandKit
from content.brand.operations import save_brand_kit
from content.brand.persona import Reply, persona_of
from shop.core.wording import Weight
from tests.factories.content import block, make_image, make_story
from tests.factories.enquiries import make_enquiry
from tests.factories.staff import member

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def kit(**fields: Any) -> BrandKit:
    """Return the stored kit."""
    return save_brand_kit(by=None, kit=BrandKit(**{"name": "华芳苑", **fields}))


def test_lines_are_read_one_by_one_and_hashtags_without_their_sign() -> None:
    persona = persona_of(
        BrandKit(
            voice=" 像写信。 ",
            voice_do="写日子\n\n 写地名 \n",
            hashtags="#栖霞\n＃苹果＃\n#\n霜",
            replies=[("reply", {"occasion": "坏果", "text": "补。"})],
        )
    )

    assert (persona.voice, persona.does, persona.does_not) == ("像写信。", ("写日子", "写地名"), ())
    assert persona.hashtags == ("栖霞", "苹果", "霜")
    assert persona.replies == (Reply("坏果", "补。"),)
    assert bool(persona)
    assert not persona_of(BrandKit())


def test_a_word_the_brand_does_not_use_is_found_once_at_its_place() -> None:
    kit(avoided_words="家人们\nOMG")
    story = make_story(block("text", "<p>omg，家人们，家人们上车。</p>"), publish=False)
    draft = story.get_latest_revision_as_object()

    found = list(avoided_words(draft, NOW))

    assert [(finding.quote, finding.weight) for finding in found] == [("家人们", Weight.ASK), ("omg", Weight.ASK)]
    assert (found[0].before, found[0].after) == ("omg，", "，家人们上车。")


def test_without_such_words_nothing_is_found() -> None:
    kit()
    draft = make_story(block("text", "<p>家人们</p>"), publish=False).get_latest_revision_as_object()

    assert list(avoided_words(draft, NOW)) == []


@pytest.mark.parametrize(("role", "status"), [("Owner", 200), ("Operations", 200), ("Editor", 200), ("Warehouse", 302)])
def test_the_brand_sheet_is_for_whoever_writes(client: Client, role: str, status: int) -> None:
    logo = make_image()
    kit(logo=logo, logo_dark=make_image(), picture_style="侧光", voice="像写信", hashtags="栖霞", openings="下霜了。")
    client.force_login(member(role))

    page = client.get(reverse("brand_desk:sheet"))

    assert page.status_code == status
    if status == 200:
        for text in ("华芳苑", "侧光", "像写信", "#栖霞", "下霜了。", "#9f2f28", "6.9:1"):
            assert text in page.text
        assert (reverse("wagtailsettings:edit", args=["brand", "brandkit"]) in page.text) == (role == "Owner")


def test_a_fresh_site_has_a_brand_sheet_too(client: Client) -> None:
    client.force_login(member("Editor"))
    assert client.get(reverse("brand_desk:sheet")).status_code == 200


def test_sample_replies_stand_beside_an_enquiry(client: Client) -> None:
    kit(replies=[("reply", {"occasion": "坏果", "text": "坏几个补几个。"})])
    client.force_login(member("Operations"))

    page = client.get(reverse("enquiry_desk:enquiry", args=[make_enquiry().pk]))

    assert "坏几个补几个。" in page.text


def test_whoever_uploads_pictures_reads_how_they_look(client: Client) -> None:
    kit(picture_style="清早的侧光")
    client.force_login(member("Editor"))

    assert "清早的侧光" in client.get(reverse("wagtailimages:add_multiple")).text


def test_the_logo_has_one_for_the_night_and_a_square_one_for_icons(client: Client) -> None:
    kit(logo=make_image(), logo_dark=make_image(), logo_square=make_image())
    page = client.get("/").text

    assert page.count('<source media="(prefers-color-scheme: dark)"') == 1
    assert page.count('rel="apple-touch-icon"') == 1


def test_without_a_logo_the_name_stands_alone(client: Client) -> None:
    kit(latin_name="Hua Fang Yuan")
    page = client.get("/").text

    assert 'class="logo"' not in page
    assert "/static/img/icon" in page
    assert "Hua Fang Yuan" in page
