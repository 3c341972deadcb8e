"""The desk of channels."""

import zipfile
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.channels.enums import PieceState
from content.channels.models import Piece
from tests.factories.channels import HOUR, piece_in, planned, told_story
from tests.factories.content import make_image
from tests.factories.staff import member

pytestmark = pytest.mark.django_db
S = PieceState


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def owner(client):
    client.force_login(member("Owner"))
    return client


@pytest.fixture
def editor(client):
    client.force_login(member("Editor"))
    return client


def address(name, piece):
    return reverse(f"channel_desk:{name}", args=[piece.pk])


def form_of(piece, **changes):
    words = {"title": piece.title, "summary": piece.summary, "text": piece.text, "hashtags": piece.hashtags}
    numbers = [row.position for row in piece.pictures.all()]
    return {**words, "version": piece.version, "pictures": numbers, **changes}


def test_a_story_is_told_in_the_channels_that_are_ticked(editor):
    story = told_story()
    page = editor.get(reverse("channel_desk:plan"), {"story": story.pk})
    assert page.context["form"].initial["story"] == story

    refused = editor.post(reverse("channel_desk:plan"), {"story": story.pk})
    assert (refused.status_code, Piece.objects.count()) == (422, 0)
    done = editor.post(reverse("channel_desk:plan"), {"story": story.pk, "channels": ["weibo", "html"]})

    assert done.url == reverse("channel_desk:list")
    assert sorted(Piece.objects.values_list("channel", "state")) == [("html", "planned"), ("weibo", "planned")]


def test_an_editor_writes_and_may_not_approve(editor, now):
    piece = planned(at=now)
    page = editor.get(piece.get_absolute_url())
    assert "推荐" not in page.content.decode()

    assert editor.post(piece.get_absolute_url(), form_of(piece, text="改成微博的话。")).url == piece.get_absolute_url()
    editor.post(address("approve", piece), {"version": 2})

    assert Piece.objects.values_list("state", "text").get() == ("drafted", "改成微博的话。")


def test_from_written_to_out_by_buttons(owner, now):
    piece = piece_in(S.DRAFTED, at=now)
    moment = timezone.localtime(now + HOUR).replace(microsecond=0)

    owner.post(address("approve", piece), {"version": piece.version})
    assert Piece.objects.get().state == "approved"
    owner.post(address("schedule", piece), {"goes_out_at": f"{moment:%Y-%m-%dT%H:%M:%S}"})
    assert Piece.objects.get().goes_out_at == moment
    owner.post(address("move", piece), {"goes_out_at": f"{moment + HOUR:%Y-%m-%dT%H:%M:%S}"})
    assert Piece.objects.get().goes_out_at == moment + HOUR
    owner.post(address("unschedule", piece))
    assert Piece.objects.get().state == "approved"
    bad = owner.post(address("out", piece), {"published_url": "javascript:alert(1)"})
    assert (bad.status_code, Piece.objects.get().state) == (422, "approved")
    owner.post(address("out", piece), {"published_url": "https://weibo.com/1/a"})
    assert Piece.objects.get().state == "out"
    page = owner.get(piece.get_absolute_url())
    assert 'href="https://weibo.com/1/a"' in page.content.decode()
    assert "form" not in page.context


def test_a_refusal_is_said_in_words(owner, now):
    piece = piece_in(S.OUT, at=now)

    page = owner.post(address("drop", piece), follow=True)

    assert len(page.context["messages"]) == 1
    assert Piece.objects.get().state == "out"


def test_dropped_and_brought_back(owner, now):
    piece = planned(at=now)

    owner.post(address("drop", piece))
    assert Piece.objects.get().state == "dropped"
    assert list(owner.get(reverse("channel_desk:list")).context["rows"]) == []
    owner.post(address("restore", piece))
    assert Piece.objects.get().state == "drafted"


def test_limits_are_counted_as_one_types_and_nothing_is_written(editor, now):
    piece = piece_in(S.DRAFTED, "xiaohongshu", at=now)
    before = Piece.objects.values().get()

    answer = editor.post(address("check", piece), form_of(piece, title="一" * 21, pictures=[]))

    assert ("title", 21, 20) in [(row.field, row.used, row.most) for row in answer.context["used"]]
    assert answer.context["stops"] == 2
    assert Piece.objects.values().get() == before
    assert editor.post(address("check", piece), {"version": "x"}).status_code == 422


def test_two_who_write_at_once_do_not_overwrite_each_other(editor, now):
    piece = piece_in(S.DRAFTED, at=now)
    stale = form_of(piece, text="后来的。")
    editor.post(piece.get_absolute_url(), form_of(piece, text="先来的。"))

    answer = editor.post(piece.get_absolute_url(), stale)

    assert answer.status_code == 422
    # What was typed is still there to be copied.
    assert "后来的。" in answer.content.decode()
    assert Piece.objects.get().text == "先来的。"


def test_the_kit_has_the_text_and_the_pictures(editor, now):
    piece = piece_in(S.APPROVED, "xiaohongshu", at=now)

    page = editor.get(piece.get_absolute_url())
    pack = zipfile.ZipFile(BytesIO(editor.get(address("pictures", piece)).content))

    assert page.context["copied"].startswith("夜里落了头一场霜。\n\n摘之前")
    assert page.context["copied"].endswith(page.context["address"])
    assert pack.namelist() == ["01.jpg", "02.jpg"]


def test_a_picture_of_the_library_comes_last_and_once(editor, now):
    piece = piece_in(S.DRAFTED, "xiaohongshu", at=now)
    before = [row.image_id for row in piece.pictures.all()]
    extra = make_image(title="窖里")

    counted = editor.post(address("check", piece), form_of(piece, added=extra.pk)).context["used"]
    assert next(row.used for row in counted if row.field == "pictures") == len(before) + 1
    assert piece.pictures.count() == len(before)
    editor.post(piece.get_absolute_url(), form_of(piece, added=extra.pk))
    piece.refresh_from_db()
    editor.post(piece.get_absolute_url(), form_of(piece, added=extra.pk))

    assert [row.image_id for row in piece.pictures.all()] == [*before, extra.pk]


def test_a_picture_whose_file_is_gone_is_named(editor, now):
    piece = piece_in(S.APPROVED, "html", at=now)
    image = piece.pictures.first().image
    image.file.storage.delete(image.file.name)

    assert editor.get(piece.get_absolute_url()).status_code == 200
    answer = editor.get(address("pictures", piece), follow=True)

    assert "果园" in str(next(iter(answer.context["messages"])))


def test_what_is_typed_is_shown_as_text(editor, now):
    piece = piece_in(S.DRAFTED, "html", at=now, story=told_story(title="<script>alert(1)</script>"))

    page = editor.get(piece.get_absolute_url()).content.decode()

    assert "<script>alert(1)" not in page


def test_a_piece_of_a_channel_that_was_taken_away_is_shown(owner, now, settings):
    piece = piece_in(S.DRAFTED, at=now)
    settings.CHANNELS = ["forum"]

    assert owner.get(piece.get_absolute_url()).status_code == 200
    assert owner.get(reverse("channel_desk:list")).status_code == 200
    assert owner.post(address("check", piece), form_of(piece)).status_code == 409
    owner.post(address("approve", piece), {"version": piece.version})
    assert Piece.objects.get().state == "drafted"


def test_a_piece_outlives_its_story(owner, now):
    piece = piece_in(S.OUT, at=now)
    piece.story.delete()

    assert owner.get(piece.get_absolute_url()).status_code == 200
    assert owner.get(reverse("channel_desk:list")).status_code == 200


def test_what_has_to_be_put_out_is_counted_and_listed(owner, now):
    piece = piece_in(S.SCHEDULED, at=now)
    Piece.objects.update(goes_out_at=now - HOUR)
    planned(at=now)

    listed = owner.get(reverse("channel_desk:list"), {"tab": "now"})
    home = owner.get(reverse("wagtailadmin_home")).content.decode()

    assert [row["piece"] for row in listed.context["rows"]] == [piece]
    assert f"{reverse('channel_desk:list')}?tab=now" in home


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, 2), ({"channel": "html"}, 1), ({"q": "头一场霜"}, 2), ({"q": "雪茄"}, 0), ({"tab": "planned"}, 1),
        ({"channel": "smoke"}, 0),
    ],
)  # fmt: skip
def test_the_list_is_narrowed(owner, now, query, found):
    planned("html", at=now)
    piece_in(S.DRAFTED, at=now)

    assert len(owner.get(reverse("channel_desk:list"), query).context["rows"]) == found


def test_the_list_asks_as_much_for_three_as_for_one(owner, now):
    story = told_story()
    counts = []
    for channels in (["weibo"], ["forum", "html"]):
        for channel in channels:
            planned(channel, at=now, story=story)
        owner.get(reverse("channel_desk:list"))
        with CaptureQueriesContext(connection) as asked:
            owner.get(reverse("channel_desk:list"))
        counts.append(len(asked))

    assert counts[0] == counts[1]
