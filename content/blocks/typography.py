"""What CSS cannot do for Chinese text: proper quotes and dashes, and no word left alone on the last line.

The gap between 汉字 and Latin, squeezed punctuation and line breaks are CSS (``text-autospace``, ``text-spacing-trim``,
``line-break``). Nothing here changes what is stored: an editor finds what was typed.
"""

import re

from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString

_HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff"
_TAG = re.compile(r"(<[^>]*>)")
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|blockquote|div)>|<(?:br|hr)\b", re.IGNORECASE)
_QUOTE = re.compile(r'"|&quot;|&#34;')
_HAS_HAN = re.compile(f"[{_HAN}]")
# Three dots after or before a character of ours; two or more hyphens between them.
_DOTS = re.compile(rf"(?<=[{_HAN}])\.{{3,6}}|\.{{3,6}}(?=[{_HAN}])")
_DASHES = re.compile(rf"(?<=[{_HAN}。，])--+|--+(?=[{_HAN}])")
# A headline is broken after these, where each part fits a line of a phone.
_PART = re.compile(r"[^，、；：！？。]+[，、；：！？。”’」』）》]*")
_LONGEST_PART = 10
_OPENING = re.compile(rf"\s*(?:<p\b[^>]*>)?\s*[{_HAN}]")
# The last three characters of a paragraph of some length, with what closes it: they move to the next line together.
_TAIL = re.compile(rf"(?<=[^<>]{{9}})([{_HAN}]{{3}}[。！？；：…”’」』）》]*)(?=\s*</(?:p|li)>)")


def set_html(html: str) -> str:
    """Rich text as it is printed. Only text is touched, never a tag or what is in it."""
    if not _HAS_HAN.search(html):
        return html
    pieces: list[str] = []
    paragraph: list[str] = []
    for piece in _TAG.split(html):
        paragraph.append(piece)
        if _BLOCK_END.match(piece):
            pieces += _paragraph(paragraph)
            paragraph = []
    pieces += _paragraph(paragraph)
    return _TAIL.sub(r'<span class="tail">\1</span>', "".join(pieces))


def set_title(text: str) -> SafeString:
    """A headline whose lines end where its sentence breathes: “一只箱子，” / “怎么走到你家”, not “一只箱子，怎”."""
    parts = _PART.findall(text)
    if len(parts) < 2 or "".join(parts) != text or max(map(len, parts)) > _LONGEST_PART or not _HAS_HAN.search(text):
        return escape(text)
    return format_html_join("", '<span class="phrase">{}</span>', ((part,) for part in parts))


def begins_with_han(html: str) -> bool:
    """Whether a text begins with a paragraph and a Chinese character: only that can be set as a large initial."""
    return _OPENING.match(html) is not None


def _paragraph(pieces: list[str]) -> list[str]:
    """Quotes are paired within a paragraph; an odd one out leaves all of them as they were typed."""
    words = "".join(piece for piece in pieces if not piece.startswith("<"))
    pairs = len(_QUOTE.findall(words))
    set_quotes = pairs and pairs % 2 == 0 and _HAS_HAN.search(words)
    count = 0

    def next_quote(_match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return "“" if count % 2 else "”"

    done = []
    for piece in pieces:
        if not piece.startswith("<"):
            piece = _DASHES.sub("——", _DOTS.sub("……", piece))
            if set_quotes:
                piece = _QUOTE.sub(next_quote, piece)
        done.append(piece)
    return done
