"""A letter written in Word becomes a story: looked through by rules and people, published by a second person."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from content.approval.operations import require_approval
from content.stories.models import StoryPage
from tests.content.pasting.test_word import document
from tests.harness.browser import assert_accessible
from tests.journeys.steps import assert_fits, open_form, sign_in, staff

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_word_to_readers_with_two_pairs_of_eyes(open_page: Callable[..., Page], tmp_path: Path) -> None:
    letter = tmp_path / "信.docx"
    letter.write_bytes(document())
    owner = staff("Owner", username="owner")
    staff("Editor", username="editor")
    require_approval(by=owner)

    # It comes in with its pictures, as a draft.
    desk = open_page("desktop")
    sign_in(desk, "editor")
    desk.goto(reverse("pasting_desk:new"))
    assert_accessible(desk)
    desk.set_input_files("[name=file]", letter)
    desk.click("main form button[type=submit]")
    expect(desk.locator("main a[href$='/edit/']").first).to_be_visible()
    story = StoryPage.objects.get()
    open_form(desk, reverse("wagtailadmin_pages:edit", args=[story.pk]))

    # A word that the law forbids is found beside the text, and gone once it is changed.
    desk.fill("#id_title", "霜降前最好的一夜")
    desk.click("[data-side-panel-toggle=checks]")
    found = desk.locator(".mb-check--stop")
    expect(found.filter(has_text="最好")).to_contain_text("广告法")
    desk.fill("#id_title", "霜降前的一夜")
    expect(found.filter(has_text="最好")).to_have_count(0)
    assert_accessible(desk)

    # Shown to somebody without an account.
    desk.click("[data-side-panel-toggle=preview]")
    desk.click(".mb-preview-share")
    desk.click(".mb-confirm button")
    phone = open_page("phone")
    phone.goto(desk.locator(".mb-preview-address").inner_text())
    page = phone.frame_locator(".preview-frame")
    expect(page.locator(".story-title")).to_have_text("霜降前的一夜")
    expect(page.locator(".stream")).to_contain_text("放空水管")

    # Handed in: whoever wrote it does not publish it.
    desk.goto(reverse("wagtailadmin_pages:edit", args=[story.pk]))
    desk.click("footer [data-w-dropdown-target=toggle]")
    expect(desk.locator("[name=action-publish]")).to_have_count(0)
    desk.click("[name=action-submit]")
    desk.wait_for_url("**/pages/*/")
    assert not StoryPage.objects.get().live

    second = open_page("phone")
    sign_in(second, "owner")
    second.goto(reverse("approval_desk:list"))
    assert_fits(second)
    assert_accessible(second)
    second.click("main a.button")
    second.click("footer [data-w-dropdown-target=toggle]")
    second.locator("[data-workflow-action-name=approve]:visible").first.click()
    second.wait_for_url("**/pages/*/")

    assert StoryPage.objects.get().live
    phone.goto(StoryPage.objects.get().url)
    expect(phone.locator(".story-title")).to_have_text("霜降前的一夜")
    expect(phone.locator(".stream img").first).to_be_visible()
    assert_fits(phone)
