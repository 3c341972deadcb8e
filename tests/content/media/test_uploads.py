"""What the media library takes in, and what it refuses with words."""

import random
import re
import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import pillow_heif
import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from PIL import Image
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from content.media.models import BrandDocument, BrandImage
from content.media.queries import expired_images_in_use
from tests.factories.content import block, make_image, make_story, picture_file
from tests.factories.staff import member

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def plain_png(width: int, height: int) -> bytes:
    """Return a picture of one colour: any number of pixels in a few bytes."""
    data = BytesIO()
    Image.new("1", (width, height)).save(data, "PNG")
    return data.getvalue()


def damaged_png() -> bytes:
    """Return the first half of a picture that cannot be compressed."""
    data = BytesIO()
    Image.frombytes("L", (100, 100), random.Random(1).randbytes(10_000)).save(data, "PNG")
    return data.getvalue()[:5_000]


def errors_of(upload: SimpleUploadedFile) -> list[str]:
    """Return what the form says about a file."""
    data = {"title": "t", "collection": Collection.objects.get(depth=1).pk}
    form = get_image_form(BrandImage)(data, {"file": upload}, user=member("Owner", is_superuser=True))
    return list(form.errors.get("file", []))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.jpg", b""),
        ("letter.jpg", "不是图片".encode()),
        ("logo.svg", SVG),
        ("logo.png", SVG),
        ("page.jpg", b"<html><script>alert(1)</script></html>"),
        ("large.png", plain_png(10_000, 5_001)),
        ("damaged.png", damaged_png()),
    ],
)
def test_what_is_no_usable_picture_is_refused_with_words(name: str, content: bytes) -> None:
    errors = errors_of(SimpleUploadedFile(name, content, content_type="image/jpeg"))

    assert len(errors) == 1
    assert len(errors[0]) > 5


def polyglots() -> dict[str, tuple[str, bytes]]:
    """Files that are a picture, and something else for whoever wants it so."""
    png, jpeg, gif = (BytesIO() for _ in range(3))
    Image.new("RGB", (20, 20), "#a8322a").save(png, "PNG")
    Image.new("RGB", (20, 20), "#a8322a").save(jpeg, "JPEG")
    Image.new("P", (0x2A2F, 1)).save(gif, "GIF")
    archive = BytesIO(png.getvalue())
    archive.seek(0, 2)
    with zipfile.ZipFile(archive, "a") as added:
        added.writestr("evil.html", "<p>")
    comment = b"\xff\xfe" + (2 + 20).to_bytes(2, "big") + b"%PDF-1.7".ljust(20)
    return {
        "page": ("page.png", png.getvalue() + b"<ScRiPt>alert(1)</script>"),
        "svg": ("svg.jpg", jpeg.getvalue() + b"<svg onload=alert(1)>"),
        "archive": ("archive.png", archive.getvalue()),
        "pdf": ("pdf.jpg", jpeg.getvalue()[:2] + comment + jpeg.getvalue()[2:]),
        "script": ("script.gif", gif.getvalue()),
    }


@pytest.mark.parametrize(
    ("kind", "word"), [("page", "网页"), ("svg", "网页"), ("archive", "压缩包"), ("pdf", "PDF"), ("script", "脚本")]
)
def test_a_picture_that_is_something_else_too_is_refused_and_says_what(kind: str, word: str) -> None:
    name, content = polyglots()[kind]

    with translation.override("zh-hans"):
        errors = errors_of(SimpleUploadedFile(name, content))

    assert len(errors) == 1
    assert word in errors[0]


def test_the_same_picture_again_is_shown_beside_the_first(client: Client) -> None:
    client.force_login(member("Editor"))
    picture = Image.new("RGB", (60, 40), "#a8322a")
    exif = Image.Exif()
    exif[0x010F] = "Camera"  # blanked on upload: the hash is still that of the same file
    data = BytesIO()
    picture.save(data, "JPEG", exif=exif)

    def upload() -> Any:
        file = SimpleUploadedFile("apple.jpg", data.getvalue(), content_type="image/jpeg")
        return client.post(reverse("wagtailimages:add_multiple"), {"files[]": file, "title": "苹果"}).json()

    first, second = upload(), upload()

    assert (first["duplicate"], second["duplicate"]) == (False, True)
    words = BeautifulSoup(second["confirm_duplicate_upload"], "html.parser").get_text()
    assert re.search(r"[\u4e00-\u9fff]{4}", words)
    assert not re.search(r"[A-Za-z]{4} [a-z]{3}", words)


def test_fifty_megapixels_are_the_limit() -> None:
    assert errors_of(SimpleUploadedFile("edge.png", plain_png(10_000, 5_000))) == []


def test_a_text_named_jpg_uploaded_in_the_admin_leaves_nothing_behind(client: Client) -> None:
    client.force_login(member("Editor"))
    upload = SimpleUploadedFile("letter.jpg", b"hello", content_type="image/jpeg")

    response = client.post(reverse("wagtailimages:add"), {"title": "t", "file": upload, "collection": 1})
    many = client.post(
        reverse("wagtailimages:add_multiple"), {"files[]": SimpleUploadedFile("x.jpg", b"hello"), "title": "t"}
    )

    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert many.status_code == 200
    assert many.json()["success"] is False
    assert BrandImage.objects.count() == 0


def test_an_iphone_picture_becomes_one_that_browsers_show() -> None:
    pillow_heif.register_heif_opener()
    data = BytesIO()
    Image.new("RGB", (80, 60), "#33473a").save(data, "HEIF")

    assert errors_of(SimpleUploadedFile("IMG_1.heic", data.getvalue())) == []
    image = make_image(file=ContentFile(data.getvalue(), name="IMG_1.heic"))

    assert (image.width, image.height) == (80, 60)
    assert image.dominant_colour.startswith("#3347")
    assert image.get_rendition("width-40|format-webp").file.name.endswith(".webp")


def test_the_dominant_colour_follows_the_file() -> None:
    image = make_image(file=picture_file(colour="#a8322a"))
    before = image.dominant_colour

    image.title = "another title"
    image.save()
    unchanged = image.dominant_colour
    image.file = picture_file("green.png", colour="#33473a")
    image.save()

    image.refresh_from_db()
    assert (before, unchanged, image.dominant_colour) == ("#a8322a", "#a8322a", "#33473a")


def test_a_transparent_picture_has_no_dominant_colour() -> None:
    data = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(data, "PNG")

    assert make_image(file=ContentFile(data.getvalue(), name="nothing.png")).dominant_colour == ""


def test_the_focal_point_decides_what_a_crop_keeps() -> None:
    data = BytesIO()
    picture = Image.new("RGB", (400, 100), "#ffffff")
    picture.paste("#ff0000", (300, 0, 400, 100))
    picture.save(data, "PNG")
    image = make_image(
        file=ContentFile(data.getvalue(), name="strip.png"),
        focal_point_x=350,
        focal_point_y=50,
        focal_point_width=80,
        focal_point_height=80,
    )

    with image.get_rendition("fill-100x100-c100|format-png").file.open("rb") as file:
        middle = Image.open(file).convert("RGB").getpixel((50, 50))

    assert middle == (255, 0, 0)


@pytest.mark.parametrize(("day", "over"), [(date(2026, 10, 1), False), (date(2026, 10, 2), True)])
def test_the_last_day_of_a_licence_still_counts(day: date, over: bool) -> None:
    image = make_image()
    make_story(block("picture", {"image": image.pk, "caption": "", "width": "text"}))
    image.expires_on = date(2026, 10, 1)
    image.save()

    assert image.is_expired(day) is over
    assert list(expired_images_in_use(on=day)) == ([image] if over else [])


def test_a_licence_that_is_over_in_a_picture_nobody_uses_is_no_trouble() -> None:
    make_image(expires_on=date(2020, 1, 1))

    assert list(expired_images_in_use(on=date(2026, 1, 1))) == []


def test_the_form_of_a_picture_says_that_its_licence_is_over(client: Client) -> None:
    client.force_login(member("Editor"))
    over = make_image(expires_on=date(2020, 1, 1))
    fine = make_image()

    def hint(image: BrandImage) -> Any:
        return client.get(reverse("wagtailimages:edit", args=[image.pk])).context["form"].fields["expires_on"].help_text

    assert hint(over)
    assert not hint(fine)


def test_a_document_that_is_a_page_in_disguise_is_refused(client: Client) -> None:
    client.force_login(member("Editor"))
    upload = SimpleUploadedFile("price.svg", SVG, content_type="image/svg+xml")

    response = client.post(reverse("wagtaildocs:add"), {"title": "t", "file": upload, "collection": 1})

    assert response.context["form"].errors["file"]
    assert BrandDocument.objects.count() == 0


def test_the_owner_sees_pictures_whose_licence_is_over(client: Client) -> None:
    image = make_image(title="借来的照片", expires_on=date(2020, 1, 1))
    make_story(hero_image=image)
    client.force_login(member("Owner"))

    page = client.get(reverse("troubles"))

    assert page.status_code == 200
    assert "借来的照片" in page.text
    assert reverse("wagtailimages:edit", args=[image.pk]) in page.text


def test_a_document_can_be_fetched_and_is_never_shown_as_a_page(client: Client) -> None:
    document = BrandDocument.objects.create(title="t", file=ContentFile(b"<script>alert(1)</script>", name="care.txt"))

    response = client.get(document.url)
    response.close()

    assert response.status_code == 200
    assert response["content-type"].startswith("text/plain")
    assert response["content-disposition"].startswith("attachment")
    assert response["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["x" * 300, "%00", "no.png"])
def test_a_file_that_is_not_there_is_not_found(client: Client, name: str) -> None:
    assert client.get(f"/media/{name}").status_code == 404


def test_a_chooser_searches_within_a_tag(client: Client) -> None:
    make_image(title="苹果").tags.add("秋")
    make_image(title="苹果树")
    client.force_login(member("Editor"))

    page = client.get(reverse("wagtailimages_chooser:choose_results"), {"q": "苹果", "tag": "秋"})

    assert [image.title for image in page.context["results"]] == ["苹果"]
