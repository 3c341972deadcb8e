"""The card by which a page is shown where its address is sent: title, summary, picture, and what is wrong with it.

No vendor publishes how much of a title or summary its cards show; the two figures here are what fits on two lines of
a phone. The picture's size is what Open Graph readers ask for (https://ogp.me, 1200 × 630).
"""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.checks.findings import CheckFinding
from shop.core.wording import Weight

WIDTH, HEIGHT = 1200, 630
TITLE_FITS = 30
SUMMARY_FITS = 60
# Of a picture that is cut to the card's shape, this part has to be left.
LEFT = 0.5

SOURCE = gettext_lazy("Share cards of WeChat and Open Graph")


@dataclass(frozen=True, kw_only=True)
class ShareCard:
    """What the page says of itself to those who show its address, with its picture in the size it names.

    ``picture_field`` and ``summary_field`` are the ids of the fields where one mends it.
    """

    title: str
    summary: str
    picture: Any
    picture_field: str
    summary_field: str
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def rendition(self) -> Any:
        """The picture as the page names it; None without one."""
        return self.picture.get_rendition(f"fill-{self.width}x{self.height}|format-jpeg") if self.picture else None


Maker = Callable[[Any], ShareCard]
_makers: dict[type, Maker] = {}


def register(model: type, maker: Maker) -> None:
    """Have pages of ``model``, and of models made of it, checked as they are shared."""
    _makers[model] = maker


def card_of(draft: Any) -> ShareCard | None:
    """The card of a draft; None for what nobody shares."""
    for model in type(draft).__mro__:
        if model in _makers:
            return _makers[model](draft)
    return None


def sharing(draft: Any, at: datetime) -> Iterator[CheckFinding]:
    """What spoils the card: no picture, one too small or of a shape of which most is cut off, words that are cut."""
    card = card_of(draft)
    if card is None:
        return
    if card.picture is None:
        yield _finding(card.picture_field, _("Shared without a picture: choose one."))
    else:
        yield from _of_picture(card)
    if (end := _end(card.title, TITLE_FITS)) < len(card.title):
        yield _finding(
            "id_title",
            _("Cards show about %(fits)s characters of a title; the rest is cut off.") % {"fits": TITLE_FITS},
            quote=card.title[:end],
            after=card.title[end:],
        )
    if not card.summary.strip() or card.summary.strip() == card.title.strip():
        yield _finding(card.summary_field, _("The card has no summary: say in a sentence what it is about."))
    elif (end := _end(card.summary, SUMMARY_FITS)) < len(card.summary):
        yield _finding(
            card.summary_field,
            _("Cards show about %(fits)s characters of a summary; the rest is cut off.") % {"fits": SUMMARY_FITS},
            quote=card.summary[:end],
            after=card.summary[end:],
        )


def _end(text: str, fits: int) -> int:
    """Where a text is cut off: a letter takes half the room of a Chinese character."""
    room = float(fits)
    for place, character in enumerate(text):
        room -= 1 if unicodedata.east_asian_width(character) in "WF" else 0.5
        if room < 0:
            return place
    return len(text)


def _of_picture(card: ShareCard) -> Iterator[CheckFinding]:
    picture = card.picture
    url = reverse("wagtailimages:edit", args=[picture.pk])
    if picture.width < card.width or picture.height < card.height:
        yield _finding(
            card.picture_field,
            _("The picture has %(width)s × %(height)s points; a sharp card needs %(w)s × %(h)s.")
            % {"width": picture.width, "height": picture.height, "w": card.width, "h": card.height},
            quote=picture.title,
            url=url,
        )
    wide, tall = picture.width * card.height, picture.height * card.width
    if min(wide, tall) < LEFT * max(wide, tall):
        yield _finding(
            card.picture_field,
            _("More than half of the picture is cut off on a card. Choose one of another shape, or set its focus."),
            quote=picture.title,
            url=url,
        )


def _finding(anchor: str, message: str, **rest: Any) -> CheckFinding:
    return CheckFinding(
        weight=Weight.ASK, place=_("When it is shared"), anchor=anchor, message=message, source=SOURCE, **rest
    )
