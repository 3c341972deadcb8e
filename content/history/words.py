"""What changed inside a text. Wagtail compares runs of letters, and a sentence in Chinese is one run."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

# A word of letters and figures, or a single character: Chinese, Japanese and Korean ones, punctuation, spaces.
_TOKEN = re.compile(r"[^\W_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+|.", re.DOTALL)
_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?\n]+|[^。！？!?\n]+")
# Comparing takes time by the square: longer texts are compared by sentences.
_MOST = 4000
# Of what did not change so much is read before and after what did.
AROUND = 60

Change = tuple[str, str]


def changes(before: str, after: str) -> list[Change]:
    """Pieces of both texts in order, as ("same" | "gone" | "new", text)."""
    pattern = _SENTENCE if max(len(before), len(after)) > _MOST else _TOKEN
    a, b = pattern.findall(before), pattern.findall(after)
    found: list[Change] = []
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("same", "".join(a[a1:a2])))
            continue
        found += [("gone", "".join(a[a1:a2])), ("new", "".join(b[b1:b2]))]
    return list(_joined(_without_crumbs([change for change in found if change[1]])))


def _without_crumbs(found: list[Change]) -> Iterator[Change]:
    """One character that happens to be the same between two changes only makes both harder to read."""
    for place, (kind, text) in enumerate(found):
        is_crumb = kind == "same" and len(text) == 1 and text.isalnum() and 0 < place < len(found) - 1
        if is_crumb:
            yield ("gone", text)
            yield ("new", text)
        else:
            yield (kind, text)


def _joined(found: Iterable[Change]) -> Iterator[Change]:
    """Between two stretches that are the same: all that is gone, then all that is new."""
    gone = new = ""
    for kind, text in found:
        if kind == "gone":
            gone += text
        elif kind == "new":
            new += text
        else:
            yield from (change for change in (("gone", gone), ("new", new)) if change[1])
            gone = new = ""
            yield (kind, text)
    yield from (change for change in (("gone", gone), ("new", new)) if change[1])


def text_diff(before: str, after: str) -> SafeString:
    """Both texts as HTML, what is gone struck out and what is new marked; long stretches in between are left out."""
    rows = changes(before, after)
    pieces = []
    for place, (kind, text) in enumerate(rows):
        if kind == "gone":
            pieces.append(format_html('<del class="deletion">{}</del>', text))
        elif kind == "new":
            pieces.append(format_html('<ins class="addition">{}</ins>', text))
        else:
            pieces.append(format_html("{}", _shortened(text, is_first=place == 0, is_last=place == len(rows) - 1)))
    return mark_safe("".join(pieces))


def _shortened(text: str, *, is_first: bool, is_last: bool) -> str:
    if len(text) <= 2 * AROUND or (is_first and is_last):
        return text
    head = "" if is_first else text[:AROUND]
    tail = "" if is_last else text[-AROUND:]
    return f"{head}…{tail}"


def paragraphs(html: SafeString) -> SafeString:
    """Its lines as lines."""
    return format_html_join(mark_safe("<br>"), "{}", ((mark_safe(line),) for line in html.split("\n")))
