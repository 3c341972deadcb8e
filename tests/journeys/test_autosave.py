"""Wagtail's autosave beside a person who publishes: one page, one product, and none that nobody named."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route

from content.stories.models import StoryIndexPage, StoryPage
from shop.catalog.models import Product
from tests.journeys.steps import open_form, sign_in, staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor(desktop: Page) -> Page:
    staff("Owner")
    sign_in(desktop)
    return desktop


class SlowAnswers:
    """Autosaves reach the server at once, but their answers stay away until ``let_go``."""

    def __init__(self, page: Page) -> None:
        self.held: list[Callable[[], None]] = []
        page.route("**/add/**", self._hold)

    def _hold(self, route: Route) -> None:
        if route.request.method == "POST" and route.request.headers["accept"] == "application/json":
            response = route.fetch()
            self.held.append(lambda: route.fulfill(response=response))
        else:
            route.continue_()

    def let_go(self) -> None:
        for answer in self.held:
            answer()


def story_form() -> str:
    return reverse("wagtailadmin_pages:add", args=["stories", "storypage", StoryIndexPage.objects.get().pk])


def product_form() -> str:
    return f"{reverse('wagtailsnippets_catalog_product:add')}?kind=physical"


@pytest.mark.parametrize(("form", "model"), [(story_form, StoryPage), (product_form, Product)])
def test_publishing_beside_an_autosave_makes_one(editor: Page, form: Any, model: Any) -> None:
    open_form(editor, form())
    answers = SlowAnswers(editor)

    editor.fill("input[name=title]", "头一场霜")
    _type_until(editor, lambda: bool(answers.held))
    assert [row.live for row in model.objects.all()] == [False]
    editor.click("button[name=action-publish]", no_wait_after=True)
    editor.wait_for_timeout(500)
    answers.let_go()
    editor.wait_for_selector(".messages .success")

    assert [(row.title, row.live) for row in model.objects.all()] == [("头一场霜", True)]


@pytest.mark.parametrize(("form", "model"), [(story_form, StoryPage), (product_form, Product)])
def test_what_has_no_title_leaves_no_draft(editor: Page, form: Any, model: Any) -> None:
    open_form(editor, form())
    line = editor.locator("[name=standfirst], [name=subtitle]")

    line.fill("两句话，让人想读下去。")
    editor.wait_for_timeout(2500)
    assert not model.objects.exists()

    editor.fill("input[name=title]", "头一场霜")
    _type_until(editor, model.objects.exists)
    editor.wait_for_load_state("networkidle")
    assert [(row.title, row.live) for row in model.objects.all()] == [("头一场霜", False)]


def _type_until(page: Page, happened: Callable[[], bool]) -> None:
    """Go on typing: on a busy machine Wagtail takes what was typed first for what was there before."""
    line = page.locator("[name=standfirst], [name=subtitle]")
    for place in range(20):
        line.fill("霜" * (place + 1))
        for _tick in range(15):
            if happened():
                return
            page.wait_for_timeout(100)
    raise AssertionError("Nothing was saved by itself within half a minute.")
