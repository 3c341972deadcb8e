"""Pictures that come with a goods file, in a ZIP: found by file name, read into memory one by one, never unpacked.

A name in a ZIP can say anything, also ``../../etc/passwd``: only its last part is looked at, and nothing is ever
written under it.
"""

import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shop.bulk.imports.reading import MEGABYTE, BadFile

MAX_ZIP_BYTES = 200 * MEGABYTE
MAX_PICTURES = 2_000
# Of one row.
MAX_OF_ROW = 12
_KINDS = {".avif", ".gif", ".heic", ".jpg", ".jpeg", ".png", ".webp"}
_CHINESE = re.compile(r"[\x20-\x7e\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_NUMBERED = re.compile(r"^(.+?)[\s_\-()（]+(\d{1,2})[)）]?$")


@dataclass(frozen=True)
class Member:
    """A picture of the ZIP: its place in it and its plain file name."""

    place: int
    name: str

    @property
    def stem(self) -> str:
        return self.name.rpartition(".")[0]


class Album:
    """The pictures of a ZIP by what they are called. ``BadFile`` if it cannot be one."""

    def __init__(self, file: IO[bytes]) -> None:
        file.seek(0, 2)
        if file.tell() > MAX_ZIP_BYTES:
            raise _bad(
                _("The ZIP is larger than %(limit)s MB. Import in parts.") % {"limit": MAX_ZIP_BYTES // MEGABYTE}
            )
        file.seek(0)
        try:
            self._archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
            raise _bad(_("The pictures are not in a ZIP that can be read.")) from error
        self._infos = self._archive.infolist()
        self.members = list(self._pictures())
        if not self.members:
            raise _bad(_("There is no picture in the ZIP."))
        if len(self.members) > MAX_PICTURES:
            raise _bad(_("The ZIP has more than %(limit)s pictures. Import in parts.") % {"limit": f"{MAX_PICTURES:,}"})
        self._by_name: dict[str, Member] = {}
        self._by_code: dict[str, list[tuple[int, Member]]] = {}
        for member in self.members:
            self._by_name.setdefault(_key(member.name), member)
            self._by_code.setdefault(_key(member.stem), []).append((0, member))
            if numbered := _NUMBERED.match(member.stem):
                self._by_code.setdefault(_key(numbered[1]), []).append((int(numbered[2]), member))

    def _pictures(self) -> Iterator[Member]:
        for place, info in enumerate(self._infos):
            name = _plain_name(info)
            is_hidden = name.startswith(".") or info.filename.startswith("__MACOSX/")
            if not info.is_dir() and not is_hidden and name[name.rfind(".") :].lower() in _KINDS:
                yield Member(place, name)

    def named(self, name: str) -> Member | None:
        """The picture of that file name, with or without its ending."""
        whole = self._by_name.get(_key(name))
        if whole:
            return whole
        found = self._by_code.get(_key(name), [])
        return next((member for number, member in found if number == 0), None)

    def of_code(self, code: str) -> list[Member]:
        """The pictures named for a code: ``A1.jpg``, ``A1-2.jpg``, ``A1 (3).png``, in that order."""
        found = sorted(self._by_code.get(_key(code), []), key=lambda pair: (pair[0], pair[1].place))
        return [member for _number, member in found][:MAX_OF_ROW]

    def content(self, place: int) -> bytes:
        """A picture, read no further than a picture may be large. ``BadFile`` for one that is larger, or damaged."""
        limit = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
        try:
            with self._archive.open(self._infos[place]) as member:
                content: bytes = member.read(limit + 1)
        except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
            raise _bad(_("It is damaged or protected by a password.")) from error
        if len(content) > limit:
            raise _bad(_("It is larger than %(limit)s MB.") % {"limit": limit // MEGABYTE})
        return content


def _bad(message: Any) -> BadFile:
    error = BadFile(message)
    error.field = "pictures"
    return error


def _plain_name(info: zipfile.ZipInfo) -> str:
    name = info.filename
    if not info.flag_bits & 0x800:
        # Windows writes names in the system's encoding, which the reader takes for that of old DOS.
        name = _decoded(name.encode("cp437", errors="replace")) or name
    return re.split(r"[/\\]", name)[-1][-120:]


def _decoded(raw: bytes) -> str:
    """A name in whichever encoding makes Chinese of it: two bytes of GBK can be a letter in UTF-8. '' if none fits."""
    readings = []
    for encoding in ("utf-8", "gb18030"):
        try:
            readings.append(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return max(readings, key=lambda text: len(_CHINESE.findall(text)) / len(text), default="")


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()
