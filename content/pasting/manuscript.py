"""What a text consists of, once read."""

import re
from collections import Counter
from dataclasses import dataclass, field

from bs4 import BeautifulSoup

MAX_TITLE = 60
MAX_QUOTE = 200
MAX_CAPTION = 120
MAX_ALT = 255
SPACE = re.compile(r"[ \t\r\n\f\u00a0\u2000-\u200a\u202f]+")
INVISIBLE = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass
class Words:
    """Paragraphs, headings and lists in the tags of a story's text block."""

    html: str


@dataclass
class Figure:
    """A picture by its address (``http(s):`` or ``data:``), "" where the source tells none that leads anywhere."""

    address: str
    description: str = ""
    caption: str = ""


@dataclass
class Quote:
    """Somebody's words."""

    text: str


Piece = Words | Figure | Quote


@dataclass
class Manuscript:
    """What was read: its title, "" where it has none, and its pieces in order."""

    title: str = ""
    pieces: list[Piece] = field(default_factory=list)
    # How many films, sounds and drawings, and how many tables set as lines.
    lost: Counter[str] = field(default_factory=Counter)

    @property
    def figures(self) -> list[Figure]:
        return [piece for piece in self.pieces if isinstance(piece, Figure)]

    @property
    def characters(self) -> int:
        """Without spaces and tags."""
        texts = (plain(piece.html) if isinstance(piece, Words) else getattr(piece, "text", "") for piece in self.pieces)
        return sum(not one.isspace() for text in texts for one in text)


def tidy(text: str) -> str:
    """One line of text: no indentation, no invisible signs, single spaces."""
    return SPACE.sub(" ", INVISIBLE.sub("", text)).strip(" \u3000")


def plain(html: str) -> str:
    """The words of a piece of a story, as one line."""
    return tidy(BeautifulSoup(html, "html.parser").get_text(" "))
