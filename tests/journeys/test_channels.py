"""One story, several channels: written within the limits, approved, laid on a day, put out by hand and by itself."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from content.channels.models import Piece
from content.channels.operations import send_piece
from tests.content.channels.conftest import account  # noqa: F401 the vendor, in this process like the server
from tests.factories.channels import told_story
from tests.harness.browser import assert_accessible
from tests.journeys.steps import assert_fits, sign_in, staff

pytestmark = pytest.mark.django_db(transaction=True)

CHANNELS = ("wechat_mp", "weibo", "xiaohongshu", "moments")


def test_a_story_goes_out_in_four_channels(open_page: Callable[..., Page], account: object) -> None:  # noqa: F811
    story = told_story()
    staff("Owner")
    desk = open_page("desktop")
    sign_in(desk)
    desk.goto(f"{reverse('channel_desk:plan')}?story={story.pk}")
    for channel in CHANNELS:
        desk.check(f"[name=channels][value={channel}]")
    assert_accessible(desk)
    desk.click(".mb-confirm button[type=submit]")
    article, weibo, note, moments = (Piece.objects.get(channel=code) for code in CHANNELS)

    # Limits are counted while one types.
    desk.goto(note.get_absolute_url())
    desk.fill("[name=title]", "一" * 21)
    expect(desk.locator(".mb-used__row.is-over")).to_contain_text("21 / 20")
    desk.fill("[name=title]", "头一场霜")
    expect(desk.locator(".mb-used__row.is-over")).to_have_count(0)
    assert_accessible(desk)
    assert_fits(desk)

    moment = timezone.localtime() + timedelta(days=1)
    for piece in (article, weibo, note, moments):
        desk.goto(piece.get_absolute_url())
        desk.click(".mb-piece button[type=submit]")
        desk.click("form[action$='/approve/'] button")
        if piece in (article, weibo):
            desk.click("a[href$='/schedule/']")
            desk.fill("[name=goes_out_at]", f"{moment:%Y-%m-%dT%H:%M:%S}")
            desk.click(".mb-confirm button[type=submit]")

    # Another day by dragging; without a mouse the piece has a form.
    desk.goto(f"{reverse('channel_desk:calendar')}?view=month&day={moment:%Y-%m-%d}")
    later = moment + timedelta(days=2)
    day = desk.locator(f"[data-day='{later:%Y-%m-%d}']")
    if day.count():
        desk.locator(f".mb-month [data-lay-url$='/{weibo.pk}/lay/']").drag_to(day)
        expect(day).to_contain_text("微博")
    assert_accessible(desk)

    # The one by itself, at its moment; the others by hand.
    assert send_piece(piece_id=article.pk, at=moment + timedelta(minutes=1))
    desk.goto(article.get_absolute_url())
    expect(desk.locator("main")).to_contain_text("已发布")
    phone = open_page("phone")
    sign_in(phone)
    for piece in (weibo, note, moments):
        phone.goto(piece.get_absolute_url())
        expect(phone.locator("#kit-text")).to_contain_text(piece.link.code)
        assert_fits(phone)
        phone.click("a[href$='/out/']")
        phone.fill("[name=published_url]", f"https://channel.example/{piece.pk}")
        phone.click(".mb-confirm button[type=submit]")
    phone.goto(reverse("channel_desk:calendar"))
    assert_fits(phone)
    assert_accessible(phone)

    assert set(Piece.objects.values_list("state", flat=True)) == {"out"}
