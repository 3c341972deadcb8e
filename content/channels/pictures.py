"""Pictures in a channel's sizes: their address, and all of them as one file."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.images.shortcuts import get_rendition_or_not_found

from content.channels.errors import ChannelRefused

if TYPE_CHECKING:
    from content.channels.outlets import Channel, Size


def address(image: Any, size: "Size") -> str:
    """The full address of a picture in that size."""
    url: str = get_rendition_or_not_found(image, size.spec).url
    return url if url.startswith(("http://", "https://")) else settings.SITE_URL + url


def content(image: Any, size: "Size") -> bytes:
    """The picture in that size, as a JPEG. ``ChannelRefused`` if its file is gone."""
    try:
        with image.get_rendition(size.spec).file.open("rb") as file:
            data: bytes = file.read()
            return data
    except OSError as error:
        raise ChannelRefused(_("The file of the picture “%(title)s” is missing.") % {"title": image.title}) from error


def packed(channel: "Channel", images: Mapping[int, Any], *, poster: Any = None) -> bytes:
    """A ZIP of the pictures in the order of their numbers, the cover beside them, and the poster where there is one."""
    pack = BytesIO()
    # JPEGs do not get smaller.
    with zipfile.ZipFile(pack, "w", zipfile.ZIP_STORED) as archive:
        if channel.cover and images:
            archive.writestr("cover.jpg", content(images[min(images)], channel.cover))
        for number, image in sorted(images.items()):
            archive.writestr(f"{number:02d}.jpg", content(image, channel.picture))
        if poster is not None:
            with poster.file.open("rb") as file:
                archive.writestr("poster.jpg", file.read())
    return pack.getvalue()
