"""A PDF of black and white pictures, written page by page: a thousand pages take the memory of one label.

A picture is stored once (CCITT group 4, lossless) and placed as often as wanted. Text is part of the picture: whatever
prints the file needs no typeface. Pillow's own PDF output would keep all pages in memory, and a picture once a page.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from PIL import Image

_POINTS = 72 / 25.4
# Tags of a TIFF: where its only strip lies, and how long it is.
_OFFSETS, _LENGTHS = 273, 279


@dataclass(frozen=True)
class Placed:
    """A stored picture on a page: its top left corner and its size, in millimetres."""

    picture: int
    x: float
    y: float
    width: float
    height: float


class Pdf:
    """The file being written; ``close`` completes it."""

    def __init__(self, target: IO[bytes], *, title: str) -> None:
        self._target = target
        self._offsets: dict[int, int] = {}
        self._at = 0
        self._pages: list[int] = []
        self._last = 3
        self._write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        self._object(3, b"<< /Title <FEFF" + title.encode("utf-16-be").hex().encode() + b"> >>")

    def _write(self, data: bytes) -> None:
        self._target.write(data)
        self._at += len(data)

    def _object(self, number: int, body: bytes) -> None:
        self._offsets[number] = self._at
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _new(self, body: bytes) -> int:
        self._last += 1
        self._object(self._last, body)
        return self._last

    def store(self, picture: Image.Image) -> int:
        """Keep a picture of mode "1"; its number is for ``Placed``."""
        data = _group4(picture)
        return self._new(
            b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 1 "
            b"/Filter /CCITTFaxDecode /DecodeParms << /K -1 /BlackIs1 true /Columns %d /Rows %d >> /Length %d >>\n"
            b"stream\n%s\nendstream" % (*picture.size, *picture.size, len(data), data)
        )

    def page(self, width: float, height: float, placed: Sequence[Placed]) -> None:
        """A page of that size with these pictures."""
        drawn = "\n".join(
            f"q {one.width * _POINTS:.3f} 0 0 {one.height * _POINTS:.3f} {one.x * _POINTS:.3f} "
            f"{(height - one.y - one.height) * _POINTS:.3f} cm /I{one.picture} Do Q"
            for one in placed
        ).encode()
        content = self._new(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
        used = " ".join(f"/I{number} {number} 0 R" for number in sorted({one.picture for one in placed}))
        self._pages.append(
            self._new(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width * _POINTS:.3f} {height * _POINTS:.3f}] "
                f"/Resources << /XObject << {used} >> >> /Contents {content} 0 R >>".encode()
            )
        )

    def close(self) -> None:
        """Write what a reader looks for first: the list of pages and where everything is."""
        kids = " ".join(f"{number} 0 R" for number in self._pages)
        self._object(1, b"<< /Type /Catalog /Pages 2 0 R /ViewerPreferences << /PrintScaling /None >> >>")
        self._object(2, f"<< /Type /Pages /Count {len(self._pages)} /Kids [{kids}] >>".encode())
        start = self._at
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % (self._last + 1))
        for number in range(1, self._last + 1):
            self._write(b"%010d 00000 n \n" % self._offsets[number])
        self._write(
            b"trailer\n<< /Size %d /Root 1 0 R /Info 3 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (self._last + 1, start)
        )


def _group4(picture: Image.Image) -> bytes:
    """The picture as one strip of CCITT group 4."""
    file = io.BytesIO()
    strip = -(-picture.width // 8) * picture.height
    picture.save(file, "TIFF", compression="group4", strip_size=strip)
    with Image.open(io.BytesIO(file.getvalue())) as tiff:
        ((offset,), (length,)) = tiff.tag_v2[_OFFSETS], tiff.tag_v2[_LENGTHS]  # type: ignore[attr-defined]
    return file.getvalue()[offset : offset + length]
