"""Runs of text with bold, italics and links, written anew from whatever marks they had."""

import re
from collections import Counter
from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import urlsplit

from bs4.element import Comment, NavigableString, PageElement, PreformattedString, Tag

from content.pasting.manuscript import INVISIBLE, SPACE

# Deeper than any text that a person wrote; what lies below is read as if it lay here.
MAX_DEPTH = 60

_INLINE = {"b": "b", "strong": "b", "i": "i", "em": "i"}
_SKIPPED = {"head", "script", "style", "noscript", "template", "title", "meta", "link", "input", "button", "select"}
# What cannot be brought along: said afterwards, by kind.
_MEDIA = {
    "iframe",
    "video",
    "audio",
    "object",
    "embed",
    "mpvoice",
    "mp-common-videosnap",
    "mpvideosnap",
    "svg",
    "canvas",
}
_SCHEMES = {"http", "https", "mailto", "tel"}
# Spaces and line breaks at the ends of a paragraph, within its tags too; tags around nothing.
_EDGES = re.compile(
    r"^((?:<[^/b][^>]*>|<b>)*)(?:\s|\u3000|<br/>)+|(?:\s|\u3000|<br/>)+((?:</\w>)*)$|<(?:b|i)>\s*</(?:b|i)>"
)
_WEIGHT = re.compile(r"font-weight:\s*(bold|bolder|[6-9]00)", re.IGNORECASE)
_SLANT = re.compile(r"font-style:\s*(italic|oblique)", re.IGNORECASE)
_HIDDEN = re.compile(r"display:\s*none|mso-hide:\s*all|mso-list:\s*ignore|mso-element:\s*comment", re.IGNORECASE)


def inline(nodes: list[PageElement], lost: Counter[str]) -> str:
    """These nodes in the few tags of a story; what is no text is counted in ``lost``. "" if there is no word."""
    html = "".join(_one(node, frozenset(), lost, 0) for node in nodes)
    html = SPACE.sub(" ", html)
    while True:
        shorter = _EDGES.sub(r"\1\2", html)
        if shorter == html:
            break
        html = shorter
    return re.sub(r"</(b|i)>(\s*)<\1>", r"\2", html) if re.sub(r"<[^>]*>|\s|\u3000", "", html) else ""


def _one(node: PageElement, open_tags: frozenset[str], lost: Counter[str], depth: int) -> str:
    if isinstance(node, (Comment, PreformattedString)):
        return ""
    if isinstance(node, NavigableString):
        return escape(INVISIBLE.sub("", str(node)), quote=False)
    if not isinstance(node, Tag) or is_hidden(node):
        return ""
    if node.name == "br":
        return "<br/>"
    if node.name in _MEDIA:
        lost["media"] += 1
        return ""
    if depth > MAX_DEPTH:
        return escape(node.get_text(" "), quote=False)
    wanted = {tag for tag in (_INLINE.get(node.name), *_styled(node)) if tag} - open_tags
    href = str(node.get("href") or "").strip() if node.name == "a" and "a" not in open_tags else ""
    if not _leads_somewhere(href):
        href = ""
    inside = open_tags | wanted | ({"a"} if href else set())
    html = "".join(_one(child, inside, lost, depth + 1) for child in node.children)
    if not html.strip():
        return html
    for tag in sorted(wanted):
        html = f"<{tag}>{html}</{tag}>"
    return f'<a href="{escape(href)}">{html}</a>' if href else html


def style_of(element: Tag) -> str:
    """Its own style, "" if it has none."""
    return str(element.get("style") or "")


def is_hidden(element: Tag) -> bool:
    """Whether no reader sees it."""
    return element.name in _SKIPPED or bool(_HIDDEN.search(style_of(element)))


def _styled(element: Tag) -> Iterator[str]:
    style = style_of(element)
    if _WEIGHT.search(style):
        yield "b"
    if _SLANT.search(style):
        yield "i"


def _leads_somewhere(href: str) -> bool:
    try:
        parts: Any = urlsplit(href)
    except ValueError:
        return False
    if parts.scheme.lower() not in _SCHEMES:
        return False
    return bool(parts.netloc or parts.scheme.lower() in {"mailto", "tel"})
