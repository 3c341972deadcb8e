"""From a story to pieces, and from a piece to out."""

from datetime import timedelta

import pytest
from wagtail.models import ModelLogEntry

from content.brand.models import BrandKit
from content.channels.enums import PieceState
from content.channels.errors import MomentInPast, NotFit, NotTold, StoryHidden, UnknownChannel, WrongState
from content.channels.models import Piece
from content.channels.operations import (
    approve_piece,
    drop_piece,
    mark_out,
    move_piece,
    plan_pieces,
    restore_piece,
    schedule_piece,
    unschedule_piece,
)
from content.channels.queries import findings_of, pictures_of, results_of, stops
from content.channels.rules import TRANSITIONS
from content.pages.models import LookbookPage
from content.posters.models import Poster
from content.stories.models import HomePage
from shop.core.errors import InvalidInput
from shop.payments.operations import refund_order_part
from shop.social.models import ShortLink
from shop.social.operations import open_link
from shop.social.touch import Touch
from tests.factories import NOW
from tests.factories.catalog import content_sku
from tests.factories.channels import HOUR, piece_in, planned, told_story, write
from tests.factories.content import make_course, make_image, make_story
from tests.factories.events import make_event
from tests.factories.inventory import stocked_sku
from tests.factories.orders import place
from tests.factories.payments import pay
from tests.factories.staff import UserFactory

pytestmark = pytest.mark.django_db
S = PieceState


def messages(piece: Piece) -> list[str]:
    return [str(finding.message) for finding in stops(findings_of(piece, pictures_of(piece), at=NOW))]


def test_one_story_becomes_a_piece_for_each_channel() -> None:
    story = told_story()

    weibo, letter = plan_pieces(by=UserFactory(), story=story, channels=["weibo", "mail", "weibo"], at=NOW)

    assert (weibo.state, weibo.title, weibo.text) == (
        "planned",
        "",
        "夜里落了头一场霜。\n\n## 摘之前\n\n院里的温度计是六度。\n\n[[2]]\n\n> 我们只是没有急。 — 苑建军",
    )
    assert (letter.title, letter.summary) == ("头一场霜", "夜里落了头一场霜。")
    assert [image.title for image in pictures_of(letter).values()] == ["果园", "柿子"]
    assert weibo.link.campaign.name == "微博"
    assert {weibo.link.medium, letter.link.medium} == {"channel"}
    assert weibo.link.target == story


def test_two_pieces_of_one_story_in_one_channel_are_told_apart_by_their_links() -> None:
    story = told_story()

    assert planned(story=story).link_id != planned(story=story).link_id


def test_nothing_is_planned_without_a_channel_or_for_the_past() -> None:
    story = told_story()
    for refusal, wrong in (
        (InvalidInput, {"channels": []}),
        (UnknownChannel, {"channels": ["weibo", "smoke"]}),
        (MomentInPast, {"channels": ["weibo"], "goes_out_at": NOW}),
    ):
        with pytest.raises(refusal):
            plan_pieces(by=None, story=story, at=NOW, **wrong)

    assert not Piece.objects.exists()
    assert not ShortLink.objects.exists()


def test_saving_keeps_words_and_pictures_and_asks_for_another_approval() -> None:
    piece = piece_in(S.SCHEDULED)

    assert write(piece, text="新的话。", pictures=[2]) is True

    piece = Piece.objects.get()
    assert (piece.state, piece.text, piece.approved_at) == ("drafted", "新的话。", None)
    # The number stays that of the picture, so marks in the text go on meaning it.
    assert {number: image.title for number, image in pictures_of(piece).items()} == {2: "柿子"}
    assert piece.goes_out_at == NOW + HOUR


def test_saving_what_is_there_already_takes_no_approval_away() -> None:
    piece = piece_in(S.APPROVED)
    lines = ModelLogEntry.objects.count()

    assert write(piece) is False

    assert (piece.state, ModelLogEntry.objects.count()) == ("approved", lines)


def test_who_saves_over_somebody_else_is_told() -> None:
    piece = piece_in(S.DRAFTED)
    stale = piece.version
    write(piece, text="先来的。")

    with pytest.raises(WrongState):
        write(piece, text="后来的。", version=stale)

    assert Piece.objects.get().text == "先来的。"


def test_pictures_that_are_not_offered_are_not_taken() -> None:
    piece = planned()

    write(piece, pictures=[1, 99])

    assert list(pictures_of(piece)) == [1]


def test_a_poster_carries_the_piece_s_own_link() -> None:
    piece = planned("moments")

    write(piece, with_poster=True, pictures=[])

    assert Poster.objects.get().link_id == piece.link_id
    assert messages(piece) == []


def test_limits_do_not_keep_from_saving_and_do_from_approving() -> None:
    piece = planned("xiaohongshu")
    write(piece, title="二十一个字的标题在小红书是放不下的所以不行", text="字" * 1000, pictures=[])

    assert len(messages(piece)) == 3
    with pytest.raises(NotFit):
        approve_piece(by=None, piece=piece, version=piece.version, at=NOW)

    assert Piece.objects.get().state == "drafted"


def test_empty_text_expired_pictures_unchosen_pictures_and_absolute_words_stop_it() -> None:
    expired = make_image(title="旧图", description="旧", source="某图库", expires_on=(NOW - timedelta(days=1)).date())
    piece = planned("html", story=told_story(hero_image=expired))
    write(piece, title="", text="国家级的柿子\n\n[[7]]")

    found = messages(piece)

    assert len(found) == 4
    write(piece, title="柿子", text="", pictures=[2])
    assert len(messages(piece)) == 1


def test_a_story_that_was_paid_for_says_so_in_every_channel() -> None:
    piece = planned(story=told_story(is_paid=True, paid_by="某果园"))
    write(piece)
    assert len(messages(piece)) == 1

    write(piece, text="广告 · 夜里落了头一场霜。")

    assert messages(piece) == []


def test_an_approval_is_of_the_words_that_were_seen() -> None:
    piece = piece_in(S.DRAFTED)
    seen = piece.version
    write(piece, text="改过了。")

    with pytest.raises(WrongState):
        approve_piece(by=None, piece=piece, version=seen, at=NOW)

    assert Piece.objects.get().state == "drafted"


def test_a_link_that_would_lead_nowhere_is_not_scheduled() -> None:
    story = make_story(publish=False, standfirst="还没发。")
    piece = piece_in(S.APPROVED, story=story)

    with pytest.raises(StoryHidden):
        schedule_piece(by=None, piece=piece, goes_out_at=NOW + HOUR, at=NOW)

    assert Piece.objects.get().state == "approved"


def test_a_piece_waits_for_the_moment_of_its_story() -> None:
    story = make_story(publish=False, standfirst="还没发。")
    piece = piece_in(S.APPROVED, story=story)
    story.go_live_at = NOW + HOUR
    story.save_revision(approved_go_live_at=NOW + HOUR)
    story.save()
    piece = Piece.objects.get()

    with pytest.raises(StoryHidden):
        schedule_piece(by=None, piece=piece, goes_out_at=NOW + timedelta(minutes=59), at=NOW)
    schedule_piece(by=None, piece=piece, goes_out_at=NOW + HOUR, at=NOW)

    assert piece.state == "scheduled"


def test_a_moment_in_the_past_is_refused() -> None:
    piece = piece_in(S.SCHEDULED)

    with pytest.raises(MomentInPast):
        schedule_piece(by=None, piece=piece_in(S.APPROVED), goes_out_at=NOW, at=NOW)
    with pytest.raises(MomentInPast):
        move_piece(by=None, piece=piece, goes_out_at=NOW, at=NOW)
    with pytest.raises(InvalidInput):
        move_piece(by=None, piece=piece, goes_out_at=None, at=NOW)

    assert Piece.objects.get(pk=piece.pk).goes_out_at == NOW + HOUR


def test_by_hand_it_is_called_for_at_its_moment_and_checked_off() -> None:
    piece = piece_in(S.SCHEDULED)
    later = NOW + HOUR

    assert not Piece.objects.called_for(later - timedelta(seconds=1)).exists()
    assert Piece.objects.called_for(later).get() == piece
    assert piece.is_called_for(later)
    mark_out(by=UserFactory(), piece=piece, published_url="https://weibo.com/1", at=later)

    assert (piece.state, piece.out_at, piece.published_url) == ("out", later, "https://weibo.com/1")
    assert not Piece.objects.called_for(later).exists()


STEPS = {
    S.DRAFTED: lambda piece: write(piece, text="别的话。"),
    "restored": lambda piece: restore_piece(by=None, piece=piece),
    S.APPROVED: lambda piece: approve_piece(by=UserFactory(), piece=piece, version=piece.version, at=NOW),
    "unscheduled": lambda piece: unschedule_piece(by=None, piece=piece),
    S.SCHEDULED: lambda piece: schedule_piece(by=None, piece=piece, goes_out_at=NOW + 2 * HOUR, at=NOW),
    S.OUT: lambda piece: mark_out(by=None, piece=piece, published_url="", at=NOW),
    S.DROPPED: lambda piece: drop_piece(by=None, piece=piece),
    "moved": lambda piece: move_piece(by=None, piece=piece, goes_out_at=NOW + 2 * HOUR, at=NOW),
}
ALLOWED = {
    S.DRAFTED: {S.PLANNED, S.DRAFTED, S.APPROVED, S.SCHEDULED, S.FAILED},
    "restored": {S.DROPPED},
    S.APPROVED: {S.DRAFTED},
    "unscheduled": {S.SCHEDULED},
    S.SCHEDULED: {S.APPROVED, S.FAILED},
    S.OUT: {S.APPROVED, S.SCHEDULED, S.SENDING, S.FAILED},
    S.DROPPED: {S.PLANNED, S.DRAFTED, S.APPROVED, S.SCHEDULED, S.FAILED},
    "moved": {S.PLANNED, S.DRAFTED, S.APPROVED, S.SCHEDULED, S.FAILED},
}


@pytest.mark.parametrize("state", list(S))
def test_every_step_from_every_state(state: PieceState) -> None:
    """What the table does not allow changes nothing and says so."""
    story = told_story()
    for name, take in STEPS.items():
        piece = piece_in(state, story=story)
        lines = ModelLogEntry.objects.count()
        if state in ALLOWED[name]:
            take(piece)
            now = Piece.objects.get(pk=piece.pk).state
            assert now == state or now in TRANSITIONS[state]
            assert ModelLogEntry.objects.count() == lines + 1
        else:
            with pytest.raises(WrongState):
                take(piece)
            assert Piece.objects.get(pk=piece.pk).state == state
            assert ModelLogEntry.objects.count() == lines


def test_a_piece_is_worth_what_its_orders_still_are(django_assert_num_queries) -> None:
    piece, other = piece_in(S.SCHEDULED), piece_in(S.DRAFTED)
    for _visit in range(3):
        open_link(code=piece.link.code, at=NOW)
    sku = stocked_sku(price_fen=5000, units=9)
    touch = Touch().with_link(piece.link_id, NOW).as_dict()
    from shop.orders.models import Order
    from shop.social.operations import attribute_order
    from shop.social.queries import LinkResult

    for back in (0, 2000, 5000):
        order = place({sku: 1}, origin=touch)
        attribute_order(order=Order.objects.get(pk=order.pk))
        pay(order)
        if back:
            refund_order_part(order=order, amount_fen=back, reason="补", by=None, at=NOW, key=f"t{back}")
    place({sku: 1}, origin=touch)

    with django_assert_num_queries(2):
        results = results_of([piece, other])

    assert results == {piece.pk: LinkResult(clicks=3, orders=2, left_fen=8000), other.pk: LinkResult()}


def test_the_brand_s_hashtags_come_along_as_far_as_the_channel_takes_them() -> None:
    BrandKit.objects.create(hashtags="#霜降\n柿子\n" + "\n".join(f"话题{number}" for number in range(9)))

    story = told_story()

    assert planned("weibo", story=story).hashtags.split()[:2] == ["#霜降", "#柿子"]
    assert len(planned("qzone", story=story).hashtags.split()) == 5
    assert planned("moments", story=story).hashtags == ""


def test_every_page_with_a_line_and_a_picture_is_told_and_others_are_not() -> None:
    event = make_event(place="老分拣棚", standfirst="自己摘，自己装箱。")
    course = make_course(content_sku().product, standfirst="冬天剪枝。")
    lookbook = HomePage.objects.get().add_child(
        instance=LookbookPage(title="冬天", slug="winter", standfirst="一页一张。")
    )
    by = UserFactory()

    [told] = plan_pieces(by=by, story=event, channels=["forum"], at=NOW)
    assert "老分拣棚" in told.text
    assert "2026" in told.text
    assert told.link.target == event
    [of_course] = plan_pieces(by=by, story=course, channels=["weibo"], at=NOW)
    assert "冬天剪枝" in of_course.text
    # What is paid for is not told.
    assert "秘诀" not in of_course.text
    assert len(plan_pieces(by=by, story=lookbook, channels=["weibo", "moments"], at=NOW)) == 2

    with pytest.raises(NotTold):
        plan_pieces(by=by, story=HomePage.objects.get(), channels=["weibo"], at=NOW)
    assert Piece.objects.count() == 4
