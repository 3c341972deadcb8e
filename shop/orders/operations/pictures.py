"""Keep pictures that shoppers send, and throw away those that nobody ordered with."""

from collections.abc import Collection
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from shop.core.errors import InvalidInput
from shop.customers.models import Customer
from shop.orders.models import OrderPicture

MAX_BYTES = 10 * 1024 * 1024
# Enough to engrave or print from; larger ones are made smaller.
MAX_SIDE = 3000
# What one shopper may have lying here without having ordered.
MAX_UNORDERED = 30
KEPT_FOR = timedelta(days=14)
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")


def store_picture(*, customer: Customer, upload: Any, at: datetime) -> OrderPicture:
    """Check an upload by decoding it, write it anew without anything but its pixels, and keep it privately.

    ``InvalidInput`` for what is no picture, is too large, or is one too many.
    """
    if OrderPicture.objects.filter(customer=customer, ordered_at=None).count() >= MAX_UNORDERED:
        raise InvalidInput(_("You have sent many pictures already. Order with one of them, or try again in some days."))
    name, content, size = _decoded(upload)
    with transaction.atomic():
        picture = OrderPicture(customer=customer, width=size[0], height=size[1], created_at=at)
        picture.file.save(name, content, save=False)
        picture.save(force_insert=True)
    return picture


def _decoded(upload: Any) -> tuple[str, "ContentFile[bytes]", tuple[int, int]]:
    if upload.size > MAX_BYTES:
        raise InvalidInput(_("A picture may have at most %(count)s MB.") % {"count": MAX_BYTES // 1024 // 1024})
    _register_heif()
    try:
        with Image.open(upload, formats=_FORMATS) as opened:
            if opened.width * opened.height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
                raise InvalidInput(_("This picture has too many pixels. Please send a smaller one."))
            opened.draft("RGB", (MAX_SIDE, MAX_SIDE))
            picture = ImageOps.exif_transpose(opened)
            picture.thumbnail((MAX_SIDE, MAX_SIDE))
            transparent = picture.has_transparency_data
            picture = picture.convert("RGBA" if transparent else "RGB")
    except InvalidInput:
        raise
    except Exception as error:  # decoders raise many kinds for files that end early or lie about themselves
        raise InvalidInput(
            _("This is not a picture we can open. Please send a JPEG, PNG, WebP or HEIC file.")
        ) from error
    # A picture made from the pixels alone carries no place, camera or preview along.
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    data = BytesIO()
    if transparent:
        clean.save(data, "PNG")
    else:
        clean.save(data, "JPEG", quality=90)
    return "picture.png" if transparent else "picture.jpg", ContentFile(data.getvalue()), clean.size


def _register_heif() -> None:
    from pillow_heif import register_heif_opener

    register_heif_opener()


def claim_pictures(*, customer: Customer, public_ids: Collection[str], at: datetime) -> None:
    """They belong to an order now. A part of the order's transaction; ``InvalidInput`` if one is gone."""
    wanted = set(public_ids)
    if not wanted:
        return
    rows = OrderPicture.objects.filter(customer=customer, public_id__in=wanted)
    # One order of locks for two orders with the same pictures; a clean-up waits, and is waited for.
    list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    if rows.update(ordered_at=at) != len(wanted):
        raise InvalidInput(_("A picture is not there any more. Please send it again."), field="specification")


def remove_unordered_pictures(*, at: datetime, limit: int = 200) -> int:
    """Delete pictures that nobody ordered with for two weeks; returns how many."""
    old = OrderPicture.objects.filter(ordered_at=None, created_at__lt=at - KEPT_FOR)
    count = 0
    for picture in list(old.order_by("created_at")[:limit]):
        with transaction.atomic():
            # Locked, then asked again: Django looks for what refers to a picture before it deletes it, and in between
            # it may be ordered.
            unordered = OrderPicture.objects.select_for_update().filter(pk=picture.pk, ordered_at=None).first()
            if unordered is None:
                continue
            unordered.delete()
        picture.file.delete(save=False)
        count += 1
    return count
