"""The first pages come with the migration, and leave with it while nobody has written anything."""

import importlib

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import Page, Site

from content.stories.models import HomePage, StoryIndexPage
from tests.factories.content import make_story

pytestmark = pytest.mark.django_db
first_pages = importlib.import_module("content.stories.migrations.0002_first_pages")


@pytest.fixture
def apps() -> Apps:
    """Return the models as migrations see them, with the columns that are there now."""
    return MigrationExecutor(connection).loader.project_state().apps


def test_back_and_forth_leaves_the_site_as_it_was(apps: Apps) -> None:
    first_pages.bring_welcome_back(apps, None)
    welcome = Page.objects.get(depth=2)
    went_back = (welcome.title, Site.objects.get().root_page_id == welcome.pk, HomePage.objects.count())

    first_pages.make_pages(apps, None)

    assert went_back == (first_pages.WELCOME, True, 0)
    assert Site.objects.get().root_page_id == HomePage.objects.get().pk
    assert StoryIndexPage.objects.get().url == "/stories/"
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_site_that_is_in_use_is_left_alone(apps: Apps) -> None:
    story = make_story()

    first_pages.bring_welcome_back(apps, None)
    first_pages.make_pages(apps, None)

    assert Page.objects.filter(pk=story.pk).exists()
    assert HomePage.objects.count() == 1
