"""A story in two languages: each at its own address, each knows the other, and what lags behind says so."""

from typing import Any

import pytest
from django.test import Client

from content.languages.errors import NotForThisPage
from content.languages.operations import make_version
from content.languages.queries import Standing, versions_of
from content.stories.models import HomePage, StoryIndexPage, StoryPage
from shop.core import freshness
from tests.factories.catalog import ProductFactory
from tests.factories.content import card, make_story
from tests.factories.staff import member

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def published(page: Any, **fields: Any) -> Any:
    page = page.specific
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    freshness.advance()
    return type(page).objects.get(pk=page.pk)


def english(story: StoryPage) -> StoryPage:
    """Return the story in English, published with the pages above it."""
    owner = member("Owner")
    draft = make_version(by=owner, page=story, language="en")
    front, stories = draft.get_ancestors().filter(depth__gt=2)
    published(front, title="Home")
    published(stories, title="Stories")
    page: StoryPage = published(draft, title="The first frost", standfirst="One night in October.")
    return page


def test_a_version_is_a_draft_below_the_versions_of_what_is_above() -> None:
    owner, story = member("Owner"), make_story(title="头一场霜", slug="frost")
    later = make_story(title="立冬", slug="winter")

    draft = make_version(by=owner, page=story, language="en")

    assert (draft.live, draft.title, draft.url) == (False, "头一场霜", "/en/stories/frost/")
    assert draft.translation_key == story.translation_key
    assert [type(page.specific) for page in draft.get_ancestors().filter(depth__gt=1)] == [
        HomePage,
        HomePage,
        StoryIndexPage,
    ]
    # Another one stands beside it, and a second tap makes nothing.
    other = make_version(by=owner, page=later, language="en")
    assert other.get_parent() == draft.get_parent()
    assert make_version(by=owner, page=story, language="en").pk == draft.pk
    assert [row.standing for row in versions_of([story])[story.pk]] == [Standing.DRAFT]


def test_readers_find_the_other_language(client: Client) -> None:
    story = make_story(card(ProductFactory(title="苹果")), title="头一场霜", slug="frost")
    alone = client.get(story.url).text
    assert "hreflang" not in alone
    english(story)

    ours, theirs = client.get("/stories/frost/").text, client.get("/en/stories/frost/").text
    for page in (ours, theirs):
        assert '<link rel="alternate" hreflang="zh-Hans" href="http://testserver/stories/frost/">' in page
        assert '<link rel="alternate" hreflang="en" href="http://testserver/en/stories/frost/">' in page
        assert 'hreflang="x-default" href="http://testserver/stories/frost/"' in page
    # In the language of the address, whatever the visitor's browser speaks.
    assert '<html lang="zh-Hans">' in ours
    assert '<html lang="en">' in theirs
    assert '"inLanguage":"en"' in theirs
    assert '<a href="/stories/frost/" hreflang="zh-Hans" lang="zh-Hans">' in theirs
    assert '<a href="/en/stories/frost/" hreflang="en" lang="en">English</a>' in ours
    # The switch at the foot leads to the same story.
    assert 'name="next" value="/en/stories/frost/"' in ours
    assert 'name="next" value="/stories/frost/"' in theirs


def test_each_language_has_its_own_lists(client: Client) -> None:
    story = make_story(title="头一场霜", slug="frost")
    english(story)

    for ours, theirs in (("/", "/en/"), ("/stories/", "/en/stories/"), ("/stories.atom", "/en/stories.atom")):
        ours, theirs = client.get(ours).text, client.get(theirs).text
        assert ("头一场霜" in ours, "The first frost" in ours) == (True, False)
        assert ("头一场霜" in theirs, "The first frost" in theirs) == (False, True)
    titles = [row["title"] for row in client.get("/api/v1/stories/").json()["results"]]
    assert titles == ["头一场霜"]
    assert client.get("/api/v1/stories/frost/?language=en").json()["title"] == "The first frost"
    sitemap = client.get("/sitemap.xml").text
    assert '<xhtml:link rel="alternate" hreflang="en" href="http://testserver/en/stories/frost/"/>' in sitemap


def test_what_was_published_before_its_original_changed_is_outdated(client: Client) -> None:
    story = make_story(title="头一场霜", slug="frost")
    english(story)
    assert [row.standing for row in versions_of([story])[story.pk]] == [Standing.CURRENT]

    story = published(StoryPage.objects.get(pk=story.pk), title="头一场霜，又改了")
    assert [row.standing for row in versions_of([story])[story.pk]] == [Standing.OUTDATED]

    client.force_login(member("Editor"))
    screen = client.get("/admin/languages/").text
    assert "又改了" in screen
    assert f"/admin/languages/{HomePage.objects.get(slug='home').pk}/en/" not in screen


def test_only_for_pages_of_the_site_and_those_who_may_add_there() -> None:
    story = make_story()
    for by, language in ((member("Warehouse"), "en"), (member("Owner"), "fr"), (member("Owner"), "zh-hans")):
        with pytest.raises(NotForThisPage):
            make_version(by=by, page=story, language=language)
    assert HomePage.objects.count() == 1
