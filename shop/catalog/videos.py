"""What a video file is, by its content: names and browsers' claims are not asked."""

from typing import IO

from django.utils.translation import gettext_lazy as _

from shop.core.errors import InvalidInput

MAX_VIDEO_BYTES = 100 * 1024 * 1024
MAX_CAPTIONS_BYTES = 512 * 1024
# The index of a film of an hour is far below this.
_MAX_INDEX = 8 * 1024 * 1024
# How pictures are coded, as browsers can show them; H.265 plays in few.
_PLAYABLE = (b"avc1", b"avc3", b"av01", b"vp09")
_PLAYABLE_WEBM = (b"V_VP8", b"V_VP9", b"V_AV1")
_UNREADABLE = _("This is not a video that browsers play. Export it as MP4 (H.264) or WebM.")


# A film that no browser plays as it is, but that can be converted: H.265 of a phone, a MOV.
SOURCE = "video/x-source"


def media_type_of(file: IO[bytes], *, is_converted: bool = False) -> str:
    """``video/mp4`` or ``video/webm``; ``SOURCE`` for what plays only once it ``is_converted``. ``InvalidInput`` in
    plain words for anything else.
    """
    file.seek(0)
    head = file.read(256 * 1024)
    file.seek(0)
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64]:
        if not any(code in head for code in _PLAYABLE_WEBM):
            raise InvalidInput(_UNREADABLE, field="file")
        return "video/webm"
    if head[4:8] != b"ftyp":
        raise InvalidInput(_UNREADABLE, field="file")
    index = _index(file)
    file.seek(0)
    if b"vide" not in index:
        raise InvalidInput(_("There is no picture in this file. Export it as MP4 (H.264) or WebM."), field="file")
    if not any(code in index for code in _PLAYABLE):
        if is_converted:
            return SOURCE
        raise InvalidInput(
            _("This video is coded in a way that many phones cannot play (H.265). Export it as MP4 with H.264."),
            field="file",
        )
    return SOURCE if is_converted and head[8:12] == b"qt  " else "video/mp4"


def _index(file: IO[bytes]) -> bytes:
    """The content of an MP4's ``moov`` box: what is in the film, and how it is coded."""
    file.seek(0, 2)
    end, at = file.tell(), 0
    while at + 8 <= end:
        file.seek(at)
        header = file.read(16)
        size, name = int.from_bytes(header[:4], "big"), header[4:8]
        start = 8
        if size == 1 and len(header) == 16:
            size, start = int.from_bytes(header[8:16], "big"), 16
        if size == 0:
            size = end - at
        if size < start or at + size > end:
            raise InvalidInput(_("The video file is incomplete. Export or upload it again."), field="file")
        if name == b"moov":
            file.seek(at + start)
            return file.read(min(size - start, _MAX_INDEX))
        at += size
    raise InvalidInput(_("The video file is incomplete. Export or upload it again."), field="file")


def check_captions(file: IO[bytes]) -> None:
    """``InvalidInput`` for what is no WebVTT file."""
    file.seek(0)
    content = file.read(MAX_CAPTIONS_BYTES + 1)
    file.seek(0)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    if len(content) > MAX_CAPTIONS_BYTES or not text.startswith("WEBVTT") or "-->" not in text:
        raise InvalidInput(_("Captions are a WebVTT file (.vtt, UTF-8): its first line says WEBVTT."), field="captions")
