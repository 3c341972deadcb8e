"""What a camera writes into a picture beside the picture: where it was taken, with what, by whom."""

import zlib
from io import BytesIO
from typing import Any

import willow
from PIL import Image

_ORIENTATION = 0x0112
_PREFIX = b"Exif\0\0"


def without_metadata(file: Any) -> bytes | None:
    """The picture with EXIF and XMP blanked in place, the orientation kept; None when there was nothing to blank.

    The pixels are not encoded anew. ``file`` is a Django file; it is left open, at its start.
    """
    file.open("rb")
    try:
        content: bytes = file.read()
        file.seek(0)
        picture: Image.Image = willow.Image.open(file).get_pillow_image()
    except (OSError, ValueError, willow.image.UnrecognisedImageFormatError, Image.DecompressionBombError):
        return None
    finally:
        file.seek(0)
    cleaned = content
    exif = picture.info.get("exif") or b""
    if exif:
        old = exif.removeprefix(_PREFIX)
        cleaned = _replaced(cleaned, old, _only_orientation(picture, len(old)))
    xmp = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    if xmp:
        old = xmp.encode() if isinstance(xmp, str) else xmp
        cleaned = _replaced(cleaned, old, b" " * len(old))
    return cleaned if cleaned != content else None


def _only_orientation(picture: Image.Image, size: int) -> bytes:
    exif = Image.Exif()
    if turned := picture.getexif().get(_ORIENTATION):
        exif[_ORIENTATION] = turned
    new = exif.tobytes().removeprefix(_PREFIX)
    return new.ljust(size, b"\0") if len(new) <= size else b"\0" * size


def _replaced(content: bytes, old: bytes, new: bytes) -> bytes:
    """Of equal length, so that no offset in the file moves; a PNG also counts a checksum over each chunk."""
    at = content.find(old)
    if at < 0:
        return content
    content = content[:at] + new + content[at + len(old) :]
    return _with_checksums(content) if content.startswith(b"\x89PNG") else content


def _with_checksums(content: bytes) -> bytes:
    out, at = BytesIO(content), 8
    while at + 12 <= len(content):
        end = at + 8 + int.from_bytes(content[at : at + 4], "big")
        out.seek(end)
        out.write(zlib.crc32(content[at + 4 : end]).to_bytes(4, "big"))
        at = end + 4
    return out.getvalue()[: len(content)]
