"""Sizes of pictures: AVIF, WebP, and JPEG for old browsers; made after an upload, or when a page is drawn."""

from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from PIL import Image

from content.media.operations import make_sizes
from content.media.sizes import filters
from content.media.tasks import make_sizes as task
from tests.factories.content import block, make_image, make_story, picture_file

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_size_is_made_in_the_formats_of_the_house_and_once_for_old_browsers() -> None:
    assert [one.spec for one in filters("width-{480,800,1400}")] == [
        "format-avif|width-480",
        "format-avif|width-800",
        "format-avif|width-1400",
        "format-webp|width-480",
        "format-webp|width-800",
        "format-webp|width-1400",
        "format-jpeg|width-800",
    ]


def test_a_page_offers_the_smallest_file_first(client: Client) -> None:
    image = make_image(file=picture_file(size=(900, 600)))
    story = make_story(block("picture", {"image": image.pk, "caption": "", "width": "text"}))

    page = BeautifulSoup(client.get(story.url).content, "html.parser")

    figure = page.find(class_="figure")
    assert [source["type"] for source in figure.find_all("source")] == ["image/avif", "image/webp"]
    assert [part.split(" ")[1] for part in figure.source["srcset"].split(", ")] == ["750w", "900w"]
    assert figure.img["src"].endswith(".jpg")
    assert "srcset" not in figure.img.attrs


def test_avif_is_written_fast_unless_somebody_says_otherwise() -> None:
    picture = Image.effect_noise((120, 90), 60)

    def written(**options: Any) -> bytes:
        data = BytesIO()
        picture.save(data, "AVIF", quality=47, **options)
        return data.getvalue()

    assert written() == written(speed=9)
    assert written() != written(speed=4)


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
