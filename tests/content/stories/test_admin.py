"""The editor of stories."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import streamfield

from content.courses.models import CoursePage
from content.events.models import EventIndexPage, EventPage
from content.pages.models import AboutPage, FaqPage, LegalPage, LookbookPage, SeriesPage, VenuePage
from content.stories.models import HomePage, PeoplePage, PersonPage, StoryIndexPage, StoryPage
from tests.factories.content import make_image, make_story
from tests.factories.forms import story_form
from tests.factories.staff import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(member("Editor"))
    return client


def add_url() -> str:
    return reverse("wagtailadmin_pages:add", args=["stories", "storypage", StoryIndexPage.objects.get().pk])


def test_a_story_is_written_and_published(editor: Client) -> None:
    body = streamfield([("quote", {"text": "我们只是没有急。", "source": "苑建军"})])

    response = editor.post(add_url(), {**story_form(body=body), "action-publish": "1"})

    assert response.status_code == 302
    story = StoryPage.objects.get()
    assert (story.live, story.title, story.slug) == (True, "头一场霜", "tou-yi-chang-shuang")
    assert editor.get(story.url).status_code == 200


def test_the_address_follows_the_title_until_it_is_published(editor: Client) -> None:
    make_story(slug="tou-yi-chang-shuang")
    editor.post(add_url(), story_form())
    story = StoryPage.objects.get(live=False)
    first = story.slug
    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])

    editor.post(edit, story_form(title="雹子"))
    second = StoryPage.objects.get(pk=story.pk).get_latest_revision_as_object().slug
    editor.post(edit, {**story_form(title="雹子"), "action-publish": "1"})
    editor.post(edit, {**story_form(title="另一个题目"), "action-publish": "1"})

    story.refresh_from_db()
    assert (first, second) == ("tou-yi-chang-shuang-2", "bao-zi")
    assert (story.title, story.slug) == ("另一个题目", "bao-zi")


@pytest.mark.parametrize("field", ["title", "kicker", "standfirst", "author", "seo_title", "slug"])
def test_a_million_characters_get_a_field_error(editor: Client, field: str) -> None:
    text = ("x" if field == "slug" else "霜") * 1_000_000

    response = editor.post(add_url(), {**story_form(**{field: text}), "action-publish": "1"})

    assert response.status_code == 200
    assert response.context["form"].errors[field]
    assert not StoryPage.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"published_on": "gestern"},
        {"hero_image": "999999"},
        {"hero_image": "x"},
        {"body": streamfield([("product", {"product": "999999", "line": ""})])},
        {"body": streamfield([("product", {"product": "x", "line": ""})])},
        {"body": streamfield([("picture", {"image": "9" * 40, "caption": "", "width": "text"})])},
        {"body": streamfield([("nonsense", "x")])},
        {"body-count": "nonsense"},
    ],
)
def test_nonsense_is_answered_with_the_form_and_never_with_an_error_page(
    editor: Client, fields: dict[str, Any]
) -> None:
    response = editor.post(add_url(), {**story_form(**fields), "action-publish": "1"})

    assert response.status_code in {200, 302, 400}
    assert not StoryPage.objects.filter(live=True, hero_image__isnull=False).exists()


def test_publishing_is_the_button(editor: Client) -> None:
    response = editor.get(reverse("wagtailadmin_pages:edit", args=[make_story().pk]))

    menu = response.context["action_menu"]
    assert menu.default_item.name == "action-publish"


def test_the_schedule_names_the_time_zone(editor: Client) -> None:
    page = editor.get(add_url()).text

    assert "Asia/Shanghai" in page


def test_stories_and_lists_have_their_places() -> None:
    assert set(StoryIndexPage.allowed_subpage_models()) == {StoryPage, SeriesPage}
    kinds = {StoryIndexPage, CoursePage, SeriesPage, LookbookPage, VenuePage, AboutPage, FaqPage, LegalPage}
    assert set(HomePage.creatable_subpage_models()) == kinds | {PeoplePage, PersonPage, EventIndexPage, EventPage}
    assert StoryPage.allowed_subpage_models() == []


def test_what_shows_a_picture_whose_licence_is_over_stays_a_draft(editor: Client) -> None:
    from datetime import date

    image = make_image(title="借来的照片", expires_on=date(2020, 1, 1))

    response = editor.post(add_url(), {**story_form(hero_image=image.pk), "action-publish": "1"}, follow=True)

    assert "借来的照片" in response.text
    assert not StoryPage.objects.get().live


@pytest.mark.parametrize("role", ["Warehouse"])
def test_who_does_not_write_pages_does_not_see_them(client: Client, role: str) -> None:
    client.force_login(member(role))

    assert client.get(add_url()).status_code in {302, 403}
