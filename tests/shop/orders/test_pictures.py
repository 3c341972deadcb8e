"""Pictures of shoppers: checked by decoding, written anew, private, and gone if nobody orders with them."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from shop.catalog.errors import SpecificationInvalid
from shop.core.errors import InvalidInput
from shop.orders.lines import LineData
from shop.orders.models import Order, OrderPicture
from shop.orders.operations import add_to_cart, remove_unordered_pictures, store_picture
from shop.orders.operations.pictures import KEPT_FOR, MAX_BYTES, MAX_SIDE, MAX_UNORDERED
from shop.orders.queries import quote_cart
from tests.factories import NOW
from tests.factories.catalog import ask, made_to_order
from tests.factories.customers import CustomerFactory
from tests.factories.inventory import stocked_sku
from tests.factories.orders import place

pytestmark = pytest.mark.django_db


def upload(image: Image.Image | None = None, *, kind: str = "JPEG", **options: Any) -> SimpleUploadedFile:
    data = BytesIO()
    (image or Image.new("RGB", (60, 40), "#a8322a")).save(data, kind, **options)
    return SimpleUploadedFile("../../孙子.php.jpg", data.getvalue(), content_type="text/html")


def test_nothing_but_the_pixels_is_kept() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "secret place"
    customer = CustomerFactory()

    picture = store_picture(customer=customer, upload=upload(exif=exif), at=NOW)

    kept = Image.open(picture.file.open("rb"))
    assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (40, 60), {})
    assert b"secret" not in picture.file.open("rb").read()
    assert (picture.width, picture.height, picture.customer, picture.ordered_at) == (40, 60, customer, None)
    assert picture.file.name == f"order-pictures/{picture.public_id}.jpg"


def test_large_ones_are_made_smaller_and_clear_ones_stay_clear() -> None:
    customer = CustomerFactory()

    large = store_picture(customer=customer, upload=upload(Image.new("RGB", (4000, 100))), at=NOW)
    clear = store_picture(
        customer=customer, upload=upload(Image.new("RGBA", (10, 10), (0, 0, 0, 0)), kind="PNG"), at=NOW
    )

    assert (large.width, large.height) == (MAX_SIDE, 75)
    assert clear.suffix == ".png"
    assert Image.open(clear.file.open("rb")).getpixel((1, 1)) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"\xff\xd8\xff\xe0" + b"\0" * 50,
        upload().read()[:300],
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInput):
        store_picture(customer=CustomerFactory(), upload=SimpleUploadedFile("a.jpg", content), at=NOW)

    assert not OrderPicture.objects.exists()


def test_too_many_bytes_pixels_or_pictures(settings: Any) -> None:
    customer = CustomerFactory()
    with pytest.raises(InvalidInput):
        store_picture(customer=customer, upload=SimpleUploadedFile("a.jpg", b"x" * (MAX_BYTES + 1)), at=NOW)
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 2399
    with pytest.raises(InvalidInput):
        store_picture(customer=customer, upload=upload(), at=NOW)
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 2400
    for _ in range(MAX_UNORDERED):
        store_picture(customer=customer, upload=upload(), at=NOW)
    with pytest.raises(InvalidInput):
        store_picture(customer=customer, upload=upload(), at=NOW)

    assert OrderPicture.objects.count() == MAX_UNORDERED


def test_somebody_elses_picture_is_no_answer() -> None:
    sku = stocked_sku(product=made_to_order(), price_fen=100)
    photo = ask(sku.product, "picture", "照片")
    picture = store_picture(customer=CustomerFactory(), upload=upload(), at=NOW)
    values = {str(photo.pk): str(picture.public_id)}

    with pytest.raises(SpecificationInvalid):
        add_to_cart(customer=CustomerFactory(), sku_id=sku.pk, quantity=1, specification=values, at=NOW)
    with pytest.raises(InvalidInput):
        place(lines=[LineData(sku.pk, 1, values)], expected_total_fen=100)

    assert not Order.objects.exists()


def test_an_order_keeps_its_pictures_and_the_others_go_after_two_weeks() -> None:
    customer = CustomerFactory()
    sku = stocked_sku(product=made_to_order(), price_fen=100)
    photo = ask(sku.product, "picture", "照片")
    ordered, forgotten, fresh = (store_picture(customer=customer, upload=upload(), at=NOW) for _ in range(3))
    OrderPicture.objects.filter(pk=fresh.pk).update(created_at=NOW + timedelta(seconds=2))
    for picture in (ordered, forgotten):
        values = {str(photo.pk): str(picture.public_id)}
        add_to_cart(customer=customer, sku_id=sku.pk, quantity=1, specification=values, at=NOW)
    line = quote_cart(customer=customer, at=NOW).order_lines[0]
    place(lines=[line], expected_total_fen=100, customer=customer)

    removed = remove_unordered_pictures(at=NOW + KEPT_FOR + timedelta(seconds=1))

    assert removed == 1
    assert set(OrderPicture.objects.values_list("pk", flat=True)) == {ordered.pk, fresh.pk}
    assert not forgotten.file.storage.exists(forgotten.file.name)
    assert ordered.file.storage.exists(ordered.file.name)
    assert OrderPicture.objects.get(pk=ordered.pk).ordered_at == NOW
    assert [row.problem for row in quote_cart(customer=customer, at=NOW).lines] == ["specification"]
    assert remove_unordered_pictures(at=NOW + KEPT_FOR + timedelta(seconds=1)) == 0
