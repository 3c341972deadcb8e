"""Texts of channels that take HTML. A text has marks at the beginning of its lines; everything else is text.

``## `` heading, ``> `` somebody's words, ``- `` an item, ``[[3]]`` alone on its line the third picture.

Nothing that is typed becomes markup: every text is escaped, and the only addresses are the link's and the pictures'.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.html import escape
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from content.channels.outlets import Copy

_PICTURE = re.compile(r"\[\[(\d{1,2})\]\]")


def picture_mark(number: int) -> str:
    """The mark of a picture, counted from 1."""
    return f"[[{number}]]"


def pictures_in(text: str) -> list[int]:
    """The numbers of the pictures that are set between the lines."""
    return [int(found.group(1)) for line in text.splitlines() if (found := _PICTURE.fullmatch(line.strip()))]


def without_pictures(text: str) -> str:
    """The text where pictures are not set between the lines."""
    lines = (line for line in text.splitlines() if not _PICTURE.fullmatch(line.strip()))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def plain_marks(text: str) -> str:
    """The text for whoever reads marks as they are: headings and quotes by their words alone."""
    return re.sub(r"^(##|>) ", "", text, flags=re.MULTILINE)


def to_html(copy: "Copy", source_of: Callable[[int], str]) -> str:
    """The text as HTML with its pictures, ending with the link. ``source_of`` knows the address of picture n."""
    lines: list[str] = []
    items: list[str] = []

    def close_list() -> None:
        if items:
            lines.append(f"<ul>{''.join(items)}</ul>")
            items.clear()

    for block in re.split(r"\n+", copy.text.replace("\r\n", "\n").strip()):
        line = block.strip()
        if line.startswith("- "):
            items.append(f"<li>{escape(line[2:].strip())}</li>")
            continue
        close_list()
        if found := _PICTURE.fullmatch(line):
            if image := copy.pictures.get(number := int(found.group(1))):
                lines.append(_image(source_of(number), image))
        elif line.startswith("## "):
            lines.append(f"<h2>{escape(line[3:].strip())}</h2>")
        elif line.startswith("> "):
            lines.append(f"<blockquote><p>{escape(line[2:].strip())}</p></blockquote>")
        elif line:
            lines.append(f"<p>{escape(line)}</p>")
    close_list()
    if copy.link:
        lines.append(f'<p><a href="{escape(copy.link)}">{escape(_("Read on, and where to get it"))}</a></p>')
    return "\n".join(lines)


def _image(source: str, image: object) -> str:
    alt = getattr(image, "description", "") or ""
    return f'<p><img src="{escape(source)}" alt="{escape(alt)}" style="max-width:100%;height:auto"></p>'
