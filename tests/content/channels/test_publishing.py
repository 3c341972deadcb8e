"""公众号 by its API: at its moment, once, whatever the vendor answers."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from content.channels.enums import PieceState
from content.channels.errors import WrongState
from content.channels.models import Piece
from content.channels.operations import ask_readers, due_pieces, give_up_piece, mark_out, schedule_piece, send_piece
from tests.factories import NOW
from tests.factories.channels import HOUR, piece_in, told_story, write
from tests.factories.staff import UserFactory, member
from tests.fakes.official_account import OfficialAccount

pytestmark = pytest.mark.django_db
S = PieceState
SUBMIT = "/cgi-bin/freepublish/submit"
MOMENT = NOW + HOUR


@pytest.fixture
def piece(account: OfficialAccount) -> Piece:
    return piece_in(S.SCHEDULED, "wechat_mp")


def work(at: datetime) -> None:
    """What beat and the workers do."""
    for piece_id in due_pieces(at=at):
        send_piece(piece_id=piece_id, at=at)


def now_is(piece: Piece, *, later: timedelta = timedelta(days=1)) -> Piece:
    """Let the workers go on until nothing is due any more within ``later``."""
    Piece.objects.filter(pk=piece.pk, state=S.SENDING).update(ask_at=MOMENT)
    work(MOMENT + later)
    piece.refresh_from_db()
    return piece


def test_it_goes_out_on_its_second_and_not_before(account: OfficialAccount, piece: Piece) -> None:
    work(MOMENT - timedelta(seconds=1))
    assert (Piece.objects.get().state, account.asked) == ("scheduled", [])

    work(MOMENT)

    piece.refresh_from_db()
    [article] = account.published
    assert (piece.state, piece.out_at, piece.published_url, piece.ask_at) == ("out", MOMENT, article.url, None)
    assert ModelLogEntry.objects.latest("pk").action == "channels.out"


def test_the_article_is_as_the_vendor_wants_it(account: OfficialAccount, piece: Piece) -> None:
    work(MOMENT)

    fields = account.published[0].fields
    [picture] = account.pictures
    assert fields["title"] == "头一场霜"
    assert fields["digest"] == "夜里落了头一场霜。"
    assert fields["content_source_url"].endswith(f"/{piece.link.code}/")
    assert f'<img src="{picture}"' in fields["content"]
    assert "<h2>摘之前</h2>" in fields["content"]
    assert "<a " not in fields["content"]
    assert fields["thumb_media_id"] in account.material


def test_nothing_is_ever_submitted_twice_although_the_answer_was_lost(account: OfficialAccount, piece: Piece) -> None:
    account.lost_answers = {SUBMIT: 1}

    work(MOMENT)
    piece.refresh_from_db()
    assert (piece.state, len(account.published)) == ("sending", 1)
    now_is(piece)

    assert piece.state == "out"
    assert piece.published_url == account.published[0].url
    assert account.asked.count(SUBMIT) == 1


def test_an_unknown_result_stays_unknown_until_somebody_looks(account: OfficialAccount, piece: Piece) -> None:
    account.asks_until_done, account.lost_answers = 99, {SUBMIT: 1}
    work(MOMENT)
    for _hour in range(3):
        now_is(piece)

    assert (piece.state, account.asked.count(SUBMIT)) == ("sending", 1)
    assert Piece.objects.called_for(MOMENT + timedelta(days=1)).get() == piece
    mark_out(by=None, piece=piece, published_url="https://mp.weixin.qq.com/s/1", at=MOMENT)
    now_is(piece)
    assert (piece.state, account.asked.count(SUBMIT)) == ("out", 1)


def test_who_has_looked_and_found_nothing_may_send_anew(account: OfficialAccount, piece: Piece) -> None:
    account.refusals = {SUBMIT: {"nothing": "readable"}}
    work(MOMENT)
    piece.refresh_from_db()
    assert piece.state == "sending"
    account.refusals = {}

    give_up_piece(by=UserFactory(), piece=piece)
    schedule_piece(by=None, piece=piece, goes_out_at=MOMENT + HOUR, at=MOMENT)
    work(MOMENT + HOUR)

    assert Piece.objects.get().state == "out"
    assert len(account.published) == 1


def test_what_has_a_number_is_not_given_up(account: OfficialAccount, piece: Piece) -> None:
    account.asks_until_done = 5
    work(MOMENT)
    piece.refresh_from_db()

    with pytest.raises(WrongState):
        give_up_piece(by=None, piece=piece)

    assert Piece.objects.get().state == "sending"


@pytest.mark.parametrize(
    "path",
    ["/cgi-bin/stable_token", "/cgi-bin/media/uploadimg", "/cgi-bin/material/add_material", "/cgi-bin/draft/add"],
)
def test_a_lost_answer_before_submitting_is_made_up_for(account: OfficialAccount, piece: Piece, path: str) -> None:
    account.lost_answers = {path: 1}

    work(MOMENT)
    assert Piece.objects.get().state == "sending"
    now_is(piece)

    assert piece.state == "out"
    assert len(account.published) == 1
    assert account.drafts == []


def test_it_is_asked_about_until_it_is_out(account: OfficialAccount, piece: Piece) -> None:
    account.asks_until_done = 2

    work(MOMENT)
    states = [now_is(piece).state for _time in range(3)]

    assert states == ["sending", "out", "out"]
    assert account.asked.count("/cgi-bin/freepublish/get") == 3


@pytest.mark.parametrize(("outcome", "words"), [(2, "原创"), (3, "常规"), (4, "审核")])
def test_what_is_refused_says_why_and_can_be_changed(
    account: OfficialAccount, piece: Piece, outcome: int, words: str
) -> None:
    account.outcome = outcome

    work(MOMENT)

    piece.refresh_from_db()
    assert piece.state == "failed"
    assert words in piece.error
    assert Piece.objects.called_for(MOMENT).get() == piece
    account.outcome = 0
    write(piece, text="改过的话。", at=MOMENT)
    assert piece.state == "drafted"


def test_a_failed_one_is_tried_again_at_another_moment(account: OfficialAccount, piece: Piece) -> None:
    account.refusals = {"/cgi-bin/draft/add": {"errcode": 45003, "errmsg": "title size out of limit"}}
    work(MOMENT)
    piece.refresh_from_db()
    assert (piece.state, piece.error) == ("failed", "45003 title size out of limit")

    account.refusals = {}
    schedule_piece(by=None, piece=piece, goes_out_at=MOMENT + HOUR, at=MOMENT)
    work(MOMENT + HOUR)

    assert Piece.objects.get().state == "out"
    # Its cover was there already.
    assert len(account.material) == 1


def test_a_vendor_that_refuses_to_say_is_asked_again(account: OfficialAccount, piece: Piece) -> None:
    account.refusals = {"/cgi-bin/freepublish/get": {"errcode": 40164, "errmsg": "invalid ip, not in whitelist"}}
    work(MOMENT)
    piece.refresh_from_db()
    assert (piece.state, piece.error) == ("sending", "40164 invalid ip, not in whitelist")

    account.refusals = {}

    assert now_is(piece).state == "out"


def test_a_vendor_that_is_away_is_waited_for_longer_and_longer(account: OfficialAccount, piece: Piece) -> None:
    account.away = True
    waits = []
    at = MOMENT
    for _time in range(4):
        work(at)
        piece.refresh_from_db()
        waits.append((piece.ask_at - at).total_seconds())
        at = piece.ask_at

    assert waits == [60, 120, 240, 480]
    account.away = False
    work(at)
    assert Piece.objects.get().state == "out"


def test_a_token_that_somebody_else_renewed_is_renewed(account: OfficialAccount, piece: Piece) -> None:
    other = piece_in(S.SCHEDULED, "wechat_mp")
    send_piece(piece_id=piece.pk, at=MOMENT)
    account.tokens.clear()

    send_piece(piece_id=other.pk, at=MOMENT)

    assert set(Piece.objects.values_list("state", flat=True)) == {"out"}


def test_wrong_credentials_are_said(account: OfficialAccount, piece: Piece, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WECHAT_MP_SECRET", "wrong")

    work(MOMENT)

    piece.refresh_from_db()
    assert (piece.state, piece.error) == ("failed", "40125 invalid appsecret")
    assert account.published == []


def test_a_story_that_was_taken_down_is_not_sent(account: OfficialAccount, piece: Piece) -> None:
    piece.story.unpublish()

    work(MOMENT)

    assert Piece.objects.get().state == "failed"
    assert account.asked == []


def test_a_rule_that_was_broken_since_stops_it(account: OfficialAccount, piece: Piece) -> None:
    image = piece.pictures.first().image
    image.expires_on = (MOMENT - timedelta(days=1)).date()
    image.save()

    work(MOMENT)

    assert Piece.objects.get().state == "failed"
    assert account.asked == []


def test_without_credentials_it_is_put_there_by_hand(client) -> None:
    now = timezone.now()
    piece = piece_in(S.SCHEDULED, "wechat_mp", at=now)
    Piece.objects.update(goes_out_at=now)
    client.force_login(member("Owner"))

    assert due_pieces(at=now) == []
    assert send_piece(piece_id=piece.pk, at=now) is False
    assert Piece.objects.called_for(now).get() == piece
    assert "<h2>摘之前</h2>" in client.get(piece.get_absolute_url()).context["copied"]


def test_two_of_one_story_are_told_apart(account: OfficialAccount) -> None:
    story = told_story()
    first, second = (piece_in(S.SCHEDULED, "wechat_mp", story=story) for _time in range(2))
    account.lost_answers = {SUBMIT: 2}

    work(MOMENT)
    now_is(first)
    now_is(second)

    assert {first.state, second.state} == {"out"}
    assert first.published_url != second.published_url


def test_readers_are_the_vendor_s_own_figure(account: OfficialAccount, piece: Piece) -> None:
    work(MOMENT)
    piece.refresh_from_db()
    account.read_users = {account.published[0].message: 4123, "1": 9}

    assert ask_readers(at=MOMENT) == 0
    assert ask_readers(at=MOMENT + timedelta(days=1)) == 1

    assert Piece.objects.get().readers == 4123


def test_the_button_is_only_there_where_nothing_is_known(account: OfficialAccount, client) -> None:
    piece = piece_in(S.SENDING, "wechat_mp", at=timezone.now())
    client.force_login(member("Owner"))
    url = reverse("channel_desk:give_up", args=[piece.pk])

    assert url in client.get(piece.get_absolute_url()).content.decode()
    client.post(url)

    assert Piece.objects.get().state == "failed"
