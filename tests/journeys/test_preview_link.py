"""An editor shows a draft to somebody without an account, until the link ends."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.factories.content import block, card, make_story
from tests.factories.inventory import stocked_sku
from tests.harness.browser import assert_accessible
from tests.journeys.steps import assert_fits, sign_in, staff

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_draft_is_shown_by_a_link_until_it_ends(open_page: Callable[..., Page]) -> None:
    story = make_story(block("text", "<p>坡顶先白。</p>"), card(stocked_sku().product), publish=False)
    staff("Editor")
    desk = open_page("desktop")
    sign_in(desk)
    desk.goto(reverse("wagtailadmin_pages:edit", args=[story.pk]))
    desk.click("[data-side-panel-toggle=preview]")
    desk.click(".mb-preview-share")
    desk.select_option("[name=days]", "1")
    desk.click(".mb-confirm button")
    address = desk.locator(".mb-preview-address").inner_text()
    assert_accessible(desk)
    assert_fits(desk)

    phone = open_page("phone")
    phone.goto(address)
    expect(phone.locator(".preview-bar")).to_contain_text("尚未发布")
    page = phone.frame_locator(".preview-frame")
    expect(page.locator(".story-title")).to_have_text(story.title)
    expect(page.locator(".stream")).to_contain_text("坡顶先白。")
    assert_fits(phone)
    assert_accessible(phone)

    desk.click("form[action*='/end/'] button")
    phone.reload()
    expect(phone.locator("h1")).to_have_text("预览已结束")
