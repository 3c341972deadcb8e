"""Drafts by a link: what is shown, of which moment, to whom, for how long."""

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from content.previews.errors import PreviewInPast, TooManyPreviews
from content.previews.models import PreviewLink
from content.previews.operations import MOST, revoke_preview, share_preview
from content.stories.models import StoryPage
from shop.core.errors import InvalidInput
from tests.factories.catalog import ProductFactory, content_sku
from tests.factories.content import block, card, make_course, make_story
from tests.factories.inventory import stocked_sku
from tests.factories.promotions import make_promotion
from tests.factories.staff import UserFactory, member

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
HOUR = timedelta(hours=1)


def link_to(target: Any, **fields: Any) -> PreviewLink:
    return share_preview(**{"by": UserFactory(), "target": target, "days": 7, "at": NOW, **fields})


def shown(client: Client, link: PreviewLink, *, at: datetime = NOW) -> str:
    """Return what is in the frame."""
    with time_machine.travel(at, tick=False):
        response = client.get(reverse("previews:page", args=[link.token]))
    assert response.status_code == 200
    return response.content.decode()


def test_the_latest_draft_is_shown_to_somebody_without_an_account(client: Client) -> None:
    story = make_story(block("text", "<p>坡顶先白。</p>"), publish=False)
    link = link_to(story)

    with time_machine.travel(NOW + HOUR, tick=False):
        frame = client.get(link.get_absolute_url())

    assert frame.status_code == 200
    assert "2026-12-04 12:00" in frame.content.decode()
    assert frame["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in frame["Cache-Control"]
    assert "frame-src 'self'" in frame["Content-Security-Policy"]
    assert "坡顶先白。" in shown(client, link)
    assert client.get("/stories/" + story.slug + "/").status_code == 404


@pytest.mark.parametrize("kind", ["story", "product"])
def test_the_preview_of_a_moment_is_the_page_of_that_moment_byte_for_byte(client: Client, kind: str) -> None:
    with time_machine.travel(NOW - HOUR, tick=False):
        product = ProductFactory(title="栖霞苹果")
        sku = stocked_sku(product=product, price_fen=6800)
        make_promotion(sku, price_fen=4800, starts_at=NOW + 2 * HOUR, ends_at=NOW + 9 * HOUR)
    target: Any = make_story(card(product)) if kind == "story" else product
    link = link_to(target, shown_at=NOW + 3 * HOUR)

    before, ahead = shown(client, link_to(target)), shown(client, link)
    with time_machine.travel(NOW + 3 * HOUR, tick=False):
        served = client.get(target.get_absolute_url()).content.decode()

    assert "48" in re.sub(r"<[^>]+>", "", ahead)
    assert before != ahead
    assert _without_token(ahead) == _without_token(served)


def _without_token(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_what_is_scheduled_until_then_is_shown_and_not_what_is_drafted_after(client: Client) -> None:
    story = make_story(block("text", "<p>第一稿</p>"))
    planned = StoryPage.objects.get(pk=story.pk)
    planned.body = planned.body.stream_block.to_python([block("text", "<p>明天的样子</p>")])
    planned.go_live_at = NOW + 24 * HOUR
    with time_machine.travel(NOW, tick=False):
        planned.save_revision(approved_go_live_at=planned.go_live_at)
        later = StoryPage.objects.get(pk=story.pk)
        later.body = later.body.stream_block.to_python([block("text", "<p>还在写</p>")])
        later.save_revision()

    tomorrow, now = link_to(story, shown_at=NOW + 25 * HOUR), link_to(story)

    assert "明天的样子" in shown(client, tomorrow)
    assert "还在写" in shown(client, now)


def test_a_link_that_ended_or_was_ended_shows_nothing(client: Client) -> None:
    story = make_story(publish=False)
    over, ended = link_to(story), link_to(story)
    assert revoke_preview(by=UserFactory(), link=ended, at=NOW)

    for link, at in ((over, over.expires_at), (ended, NOW + HOUR)):
        with time_machine.travel(at, tick=False):
            told = client.get(link.get_absolute_url())
            page = client.get(reverse("previews:page", args=[link.token]))
        assert (told.status_code, page.status_code) == (410, 404)
        assert "iframe" not in told.content.decode()
    assert not revoke_preview(by=UserFactory(), link=ended, at=NOW)


def test_who_guesses_finds_nothing(client: Client) -> None:
    assert client.get(reverse("previews:show", args=["x" * 32])).status_code == 404


def test_a_draft_that_was_deleted_leaves_an_ended_link(client: Client) -> None:
    story = make_story(publish=False)
    link = link_to(story)
    story.delete()

    with time_machine.travel(NOW, tick=False):
        assert client.get(link.get_absolute_url()).status_code == 410


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"shown_at": NOW}, PreviewInPast),
        ({"shown_at": NOW + timedelta(days=367)}, PreviewInPast),
        ({"days": 8}, InvalidInput),
        ({"language": "fr"}, InvalidInput),
    ],
)
def test_what_cannot_be_shown_is_refused(fields: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        link_to(make_story(publish=False), **fields)
    assert not PreviewLink.objects.exists()


def test_links_that_open_stay_few_and_old_ones_are_forgotten() -> None:
    story = make_story(publish=False)
    old = link_to(story, days=1, at=NOW - timedelta(days=100))
    for _number in range(MOST):
        link_to(story)

    with pytest.raises(TooManyPreviews):
        link_to(story)
    assert not PreviewLink.objects.filter(pk=old.pk).exists()


def test_it_is_made_copied_and_ended_at_the_editor(client: Client) -> None:
    client.force_login(member("Editor"))
    story = make_story(publish=False)
    address = reverse("preview_desk:links") + f"?at={reverse('wagtailadmin_pages:edit', args=[story.pk])}"

    with time_machine.travel(NOW, tick=False):
        assert client.post(address, {"shown_at": "2026-11-20T10:00:00", "days": "7"}).status_code == 422
        assert client.post(address, {"shown_at": "", "language": "en", "days": "1"}).status_code == 302
        link = PreviewLink.objects.get()
        page = client.get(address).content.decode()
        client.post(reverse("preview_desk:revoke", args=[link.pk]) + address[address.index("?") :])

    assert (link.target, link.language, link.expires_at) == (story.specific, "en", NOW + timedelta(days=1))
    assert f"http://testserver/preview/{link.token}/" in page
    link.refresh_from_db()
    assert link.revoked_at == NOW


def test_the_link_speaks_the_language_that_was_chosen(client: Client) -> None:
    story = make_story(publish=False)

    assert '<html lang="en">' in shown(client, link_to(story, language="en"))
    assert '<html lang="zh-Hans">' in shown(client, link_to(story))


def test_who_may_not_edit_it_makes_no_link(client: Client) -> None:
    client.force_login(member("Warehouse"))
    story = make_story(publish=False)

    answer = client.get(reverse("preview_desk:links"), {"at": reverse("wagtailadmin_pages:edit", args=[story.pk])})

    assert answer.status_code in (302, 403)


def test_paid_content_is_shown_as_whoever_has_bought_it(client: Client) -> None:
    course = make_course(content_sku().product, "第一章")
    visitor, buyer = (shown(client, link_to(course, audience=audience)) for audience in ("", "buyer"))
    assert f"/chapter/{course.chapters[0].id}/" not in visitor
    assert f"/chapter/{course.chapters[0].id}/" in buyer

    # Nobody becomes one by asking for it, and a story knows no such thing.
    assert f"/chapter/{course.chapters[0].id}/" not in client.get(course.url, {"shown_as": "buyer"}).content.decode()
    with pytest.raises(InvalidInput):
        link_to(make_story(), audience="buyer")
