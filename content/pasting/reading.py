"""HTML as other programs write it → what a story is made of. Pure: no file, no database, no network.

Nothing of the source is passed through: each piece is written anew from its text and from the few tags of a story.
"""

import re
from html import escape

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from content.pasting.inline import MAX_DEPTH, inline, is_hidden, style_of
from content.pasting.manuscript import (
    MAX_ALT,
    MAX_CAPTION,
    MAX_QUOTE,
    MAX_TITLE,
    Figure,
    Manuscript,
    Quote,
    Words,
    plain,
    tidy,
)

# What 公众号 and Word call a picture that nobody has described.
_NO_DESCRIPTION = {"图片", "image", "img", "picture", "photo"}

_HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}
_BLOCKS = {
    *_HEADINGS,
    *("p", "div", "section", "article", "main", "header", "footer", "aside", "figure", "figcaption", "blockquote"),
    *("ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "pre", "hr", "body"),
    *("html", "center", "address", "nav", "form", "img", "caption"),
}
# 公众号 editors and newspapers set the words below a picture so.
_CAPTION = re.compile(r"^[▲△▴↑⬆]\s*")
_WORD_LIST = re.compile(r"mso-list:\s*l\d+\s+level(\d)", re.IGNORECASE)
_ORDERED = re.compile(r"^[\d一二三四五六七八九十a-zA-Z]{1,3}[.、)．）]")


def read(html: str) -> Manuscript:
    """The text of an HTML page or of a piece of one, whoever wrote it."""
    soup = BeautifulSoup(html, "html.parser")
    return _Reader().read(soup)


def read_plain(text: str) -> Manuscript:
    """Plain text: an empty line or a line break ends a paragraph."""
    paragraphs = [tidy(line) for line in text.splitlines()]
    words = "".join(f"<p>{escape(line, quote=False)}</p>" for line in paragraphs if line)
    return Manuscript(pieces=[Words(words)] if words else [])


class _Reader:
    def __init__(self) -> None:
        self.found = Manuscript()
        self._html: list[str] = []
        # The lists that are open, outermost first; each holds its last item open.
        self._lists: list[str] = []

    def read(self, soup: Tag) -> Manuscript:
        self._block(soup, 0)
        self._end_words()
        return self.found

    def _block(self, element: Tag, depth: int) -> None:
        """A container: runs of inline children are paragraphs, blocks are read for themselves."""
        run: list[PageElement] = []
        for child in element.children:
            if self._is_block(child):
                self._paragraph(run)
                run = []
                self._one(child, depth + 1)  # type: ignore[arg-type]
            else:
                run.append(child)
        self._paragraph(run)

    @staticmethod
    def _is_block(node: PageElement) -> bool:
        return isinstance(node, Tag) and (node.name in _BLOCKS or node.find(_BLOCKS) is not None)

    def _one(self, element: Tag, depth: int) -> None:
        name = element.name
        if is_hidden(element):
            return
        if depth > MAX_DEPTH:
            self._paragraph([NavigableString(element.get_text(" "))])
        elif name in _HEADINGS:
            self._heading(element)
        elif name == "img":
            self._figure(element)
        elif name == "figure":
            self._framed(element, depth)
        elif name == "blockquote":
            self._quote(element, depth)
        elif name in ("ul", "ol"):
            self._list(element, name, depth)
        elif name == "table":
            self._table(element, depth)
        elif name == "hr":
            self._close_lists()
            if self._html:
                self._html.append("<hr/>")
        elif name == "p" and (level := _word_list(element)):
            self._word_item(element, level)
        elif name == "p" and not any(self._is_block(child) for child in element.children):
            self._paragraph(list(element.children))
        else:
            self._block(element, depth)

    def _paragraph(self, nodes: list[PageElement], tag: str = "p") -> None:
        inner = inline(nodes, self.found.lost)
        if not inner:
            return
        if self._is_caption(inner):
            return
        self._close_lists()
        self._html.append(f"<{tag}>{inner}</{tag}>")

    def _is_caption(self, inner: str) -> bool:
        """Words below a picture that say so; they go to the picture."""
        last = self.found.pieces[-1] if self.found.pieces and not self._html else None
        text = re.sub(r"<[^>]*>", "", inner)
        if isinstance(last, Figure) and not last.caption and _CAPTION.match(text):
            last.caption = plain(_CAPTION.sub("", text))[:MAX_CAPTION]
            return True
        return False

    def _heading(self, element: Tag) -> None:
        for image in element.find_all("img"):
            self._figure(image)
        text = tidy(element.get_text(" "))
        if not text:
            return
        if element.name == "h1" and not self.found.title and not self.found.pieces and not self._html:
            self.found.title = text[:MAX_TITLE]
            return
        self._close_lists()
        tag = _HEADINGS[element.name]
        self._html.append(f"<{tag}>{escape(text, quote=False)}</{tag}>")

    def _figure(self, image: Tag, caption: str = "") -> None:
        self._end_words()
        # 公众号 pages load pictures late: what is in ``src`` until then is a grey dot.
        address = next(
            (
                value
                for name in ("data-src", "src")
                if (value := str(image.get(name) or "").strip()) and _is_address(value)
            ),
            "",
        )
        description = tidy(str(image.get("alt") or ""))[:MAX_ALT]
        if description.lower() in _NO_DESCRIPTION:
            description = ""
        self.found.pieces.append(Figure(address=address, description=description, caption=caption[:MAX_CAPTION]))

    def _framed(self, element: Tag, depth: int) -> None:
        images = element.find_all("img")
        caption = element.find("figcaption")
        words = tidy(caption.get_text(" ")) if isinstance(caption, Tag) else ""
        if not images:
            self._block(element, depth)
            return
        for image in images[:-1]:
            self._figure(image)
        self._figure(images[-1], caption=words)

    def _quote(self, element: Tag, depth: int) -> None:
        text = tidy(element.get_text(" "))
        if not text or len(text) > MAX_QUOTE or element.find(["img", "ul", "ol", "table"]):
            self._block(element, depth)
            return
        self._end_words()
        self.found.pieces.append(Quote(text.strip('“”"「」『』')))

    def _list(self, element: Tag, name: str, depth: int) -> None:
        level = len(self._lists) + 1
        for item in element.children:
            if not isinstance(item, Tag) or is_hidden(item):
                continue
            if item.name in ("ul", "ol"):
                self._list(item, item.name, depth + 1)
                continue
            # A list below a list is an item of its own level; what else is in an item makes one line.
            nested = [child for child in item.find_all(["ul", "ol"]) if child.find_parent(["ul", "ol"]) is element]
            for child in nested:
                child.extract()
            for image in item.find_all("img"):
                image.extract()
                self._figure(image)
            self._item(name, level, inline(list(item.children), self.found.lost))
            for child in nested if depth < MAX_DEPTH else ():
                self._list(child, child.name, depth + 1)
        self._close_lists(level - 1)

    def _item(self, name: str, level: int, inner: str) -> None:
        if not inner:
            return
        level = min(level, len(self._lists) + 1)
        self._close_lists(level)
        if len(self._lists) == level and self._lists[-1] != name:
            self._close_lists(level - 1)
        if len(self._lists) < level:
            self._html.append(f"<{name}>")
            self._lists.append(name)
        else:
            self._html.append("</li>")
        self._html.append(f"<li>{inner}")

    def _word_item(self, element: Tag, level: int) -> None:
        """Word writes the items of a list as paragraphs, and their marks as text."""
        marks = [one for one in element.find_all(True) if re.search("mso-list:ignore", style_of(one), re.IGNORECASE)]
        mark = tidy(marks[0].get_text()) if marks else ""
        for one in marks:
            one.extract()
        self._item("ol" if _ORDERED.match(mark) else "ul", level, inline(list(element.children), self.found.lost))

    def _close_lists(self, level: int = 0) -> None:
        while len(self._lists) > level:
            self._html.append(f"</li></{self._lists.pop()}>")

    def _table(self, element: Tag, depth: int) -> None:
        rows = [
            [cell for cell in row.find_all(["td", "th"]) if cell.find_parent("table") is element]
            for row in element.find_all("tr")
            if row.find_parent("table") is element
        ]
        # Tables of one column hold things in place; so do those with pictures.
        if all(len(row) <= 1 for row in rows) or element.find(["img", "table"]):
            for row in rows:
                for cell in row:
                    self._block(cell, depth)
            return
        self.found.lost["tables"] += 1
        self._close_lists()
        for row in rows:
            cells = [tidy(cell.get_text(" ")) for cell in row]
            line = " · ".join(cell for cell in cells if cell)
            if line:
                self._html.append(f"<p>{escape(line, quote=False)}</p>")

    def _end_words(self) -> None:
        self._close_lists()
        while self._html and self._html[-1] == "<hr/>":
            self._html.pop()
        if self._html:
            self.found.pieces.append(Words("".join(self._html)))
            self._html = []


def _word_list(element: Tag) -> int:
    """The level of an item of one of Word's lists, 0 if it is none."""
    found = _WORD_LIST.search(style_of(element))
    return int(found[1]) if found else 0


def _is_address(value: str) -> bool:
    return value.startswith(("http://", "https://", "data:image/"))
