"""What a camera writes beside the picture does not reach shoppers, neither in a size nor in the original."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image

from content.media.metadata import without_metadata
from tests.factories.content import make_image, picture_file

pytestmark = pytest.mark.django_db

ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825
XMP = b"<x:xmpmeta><exif:GPSLatitude>37,18N</exif:GPSLatitude></x:xmpmeta>"


def photo(kind: str) -> ImageFile:
    """A picture lying on its side, taken at 37.3 N 120.8 E."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[MAKER] = "SecretCam"
    exif.get_ifd(GPS).update({1: "N", 2: (37.0, 18.0, 0.0), 3: "E", 4: (120.0, 50.0, 0.0)})
    data = BytesIO()
    Image.new("RGB", (80, 40), "#a8322a").save(data, kind, exif=exif, **({} if kind == "PNG" else {"xmp": XMP}))
    data.seek(0)
    return ImageFile(data, name=f"orchard.{kind.lower()}")


def told_by(file: Any) -> tuple[bytes, dict[int, Any], dict[int, Any]]:
    with file.open("rb") as stored:
        content = stored.read()
    exif = Image.open(BytesIO(content)).getexif()
    return content, dict(exif), dict(exif.get_ifd(GPS))


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_place_and_camera_are_gone_and_the_picture_stands_upright(kind: str) -> None:
    image = make_image(file=photo(kind))

    content, exif, place = told_by(image.file)
    assert (exif, place) == ({ORIENTATION: 6}, {})
    assert b"SecretCam" not in content
    assert b"GPSLatitude" not in content
    assert Image.open(BytesIO(content)).convert("RGB").getpixel((5, 5))[0] > 150
    for spec in ("original", "width-20|format-jpeg", "width-20|format-webp"):
        rendition = image.get_rendition(spec)
        _content, exif, place = told_by(rendition.file)
        assert (MAKER in exif, place) == (False, {})
        assert rendition.height > rendition.width


def test_the_size_stays_and_a_picture_without_metadata_is_left_alone() -> None:
    file = photo("JPEG")

    assert len(without_metadata(file) or b"") == file.size
    assert without_metadata(picture_file()) is None
    assert without_metadata(ContentFile(b"no picture", name="x.jpg")) is None
