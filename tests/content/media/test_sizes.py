"""Sizes of pictures: WebP and JPEG when a page is drawn, AVIF by the job, and pages that never wait for it."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from content.media.operations import make_sizes
from content.media.sizes import TEXT, filters
from content.media.tasks import make_sizes as task
from tests.factories.content import block, make_image, make_story, picture_file

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def types_on(client: Client, url: str) -> list[str]:
    """The formats that a story's picture is offered in, beside JPEG."""
    page = BeautifulSoup(client.get(url).content, "html.parser")
    return [source["type"] for source in page.find(class_="figure").find_all("source")]


def test_a_size_is_named_as_wagtail_does() -> None:
    assert [one.spec for one in filters("width-{480,800}", ("avif", "jpeg"))] == [
        "format-avif|width-480",
        "format-avif|width-800",
        "format-jpeg|width-480",
        "format-jpeg|width-800",
    ]


def test_a_page_shows_avif_once_the_job_has_made_it(client: Client) -> None:
    image = make_image(file=picture_file(size=(90, 60)))
    story = make_story(block("picture", {"image": image.pk, "caption": "", "width": "text"}))

    before = types_on(client, story.url)
    drawn = set(image.renditions.values_list("filter_spec", flat=True))
    made = make_sizes(image_id=image.pk)
    after = types_on(client, story.url)

    assert before == ["image/webp"]
    assert not [spec for spec in drawn if "avif" in spec]
    assert after == ["image/avif", "image/webp"]
    assert made == image.renditions.filter(filter_spec__contains="width").count() == 12


def test_the_job_adds_avif_to_sizes_that_a_page_made(client: Client) -> None:
    image = make_image()
    image.get_rendition("format-webp|fill-40x40")

    make_sizes(image_id=image.pk)

    assert image.renditions.filter(filter_spec="format-avif|fill-40x40").exists()


def test_twice_changes_nothing_and_a_picture_that_is_gone_is_no_error() -> None:
    image = make_image()
    make_sizes(image_id=image.pk)
    files = set(image.renditions.values_list("file", flat=True))

    task(image.pk)
    assert set(image.renditions.values_list("file", flat=True)) == files
    assert make_sizes(image_id=image.pk + 1) == 0


def test_an_upload_asks_for_the_job_and_a_new_title_does_not(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(task, "delay", asked.append)
    with django_capture_on_commit_callbacks(execute=True):
        image = make_image()
    with django_capture_on_commit_callbacks(execute=True):
        image.title = "霜"
        image.save()
    with django_capture_on_commit_callbacks(execute=True):
        image.file = picture_file("other.png", colour="#33473a")
        image.save()

    assert asked == [image.pk, image.pk]
    assert len(filters(TEXT, ("webp",))) == 3
