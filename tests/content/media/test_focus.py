"""The suggested focal point: where something stands out, and nowhere else."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from content.media.focus import focus_of
from tests.factories.content import make_image, picture_file


def picture(size: tuple[int, int], spot: tuple[int, int, int, int] | None, kind: str = "PNG") -> ContentFile:
    """Return a pale picture with a red spot."""
    drawn = Image.new("RGB", size, "#dfe3da")
    if spot:
        drawn.paste("#a8322a", spot)
    data = BytesIO()
    drawn.save(data, kind)
    return ContentFile(data.getvalue(), name=f"spot.{kind.lower()}")


@pytest.mark.parametrize(
    ("size", "spot"),
    [
        ((800, 400), (600, 100, 700, 200)),
        ((400, 800), (40, 640, 120, 720)),
        ((300, 300), (120, 120, 180, 180)),
    ],
)
def test_it_is_where_something_stands_out(size: tuple[int, int], spot: tuple[int, int, int, int]) -> None:
    focus = focus_of(picture(size, spot, "JPEG"), size)

    assert focus is not None
    assert focus.x == pytest.approx((spot[0] + spot[2]) / 2, abs=size[0] * 0.04)
    assert focus.y == pytest.approx((spot[1] + spot[3]) / 2, abs=size[1] * 0.04)
    assert focus.width <= size[0] / 4
    assert focus.height <= size[1] / 4


@pytest.mark.parametrize("content", [picture((200, 100), None), ContentFile(b"no picture", name="x.jpg")])
def test_nothing_is_suggested_where_nothing_stands_out(content: ContentFile) -> None:
    assert focus_of(content, (200, 100)) is None


@pytest.mark.django_db
def test_an_upload_gets_one_and_what_an_editor_set_stays() -> None:
    spot = (600, 100, 700, 200)
    suggested = make_image(file=picture((800, 400), spot))
    chosen = make_image(
        file=picture((800, 400), spot),
        focal_point_x=10,
        focal_point_y=20,
        focal_point_width=5,
        focal_point_height=5,
    )
    plain = make_image(file=picture_file())

    assert suggested.focal_point_x == pytest.approx(650, abs=32)
    assert (chosen.focal_point_x, chosen.focal_point_y) == (10, 20)
    assert not plain.has_focal_point()

    suggested.focal_point_x = 40
    suggested.title = "另一个题目"
    suggested.save()
    suggested.refresh_from_db()
    assert suggested.focal_point_x == 40
