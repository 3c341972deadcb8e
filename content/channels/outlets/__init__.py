"""One interface for every channel. A channel is one folder here that can be removed without a trace.

``CHANNELS`` names the folders in use; each has ``channel.py`` with a ``Channel`` class. Pieces of a channel that was
removed keep its code and are only shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol

from django.conf import settings
from django.utils.functional import Promise

from content.channels import markup, pictures
from content.channels.errors import UnknownChannel
from content.channels.rules import Limits, tags_of


@dataclass(frozen=True)
class Size:
    """How large a picture is sent: cropped to its focal point, or only made to fit."""

    width: int
    height: int
    is_cropped: bool = True

    @property
    def spec(self) -> str:
        """For Wagtail: sharp enough, and far below what any channel takes."""
        way = "fill" if self.is_cropped else "max"
        return f"{way}-{self.width}x{self.height}|format-jpeg|jpegquality-85"


@dataclass(frozen=True, kw_only=True)
class Copy:
    """What is said in a channel. ``pictures`` are images of the library by their numbers; the lowest is the cover."""

    title: str
    summary: str
    text: str
    hashtags: str
    link: str
    author: str = ""
    pictures: Mapping[int, Any] = field(default_factory=dict)

    @property
    def cover(self) -> Any:
        """The first picture; None without any."""
        return self.pictures[min(self.pictures)] if self.pictures else None


@dataclass(frozen=True, kw_only=True)
class News:
    """What a channel says became of a piece: ``is_out`` True, False (refused, with its reason), None (under way)."""

    is_out: bool | None
    url: str = ""
    reason: str = ""


class Channel(Protocol):
    """A place where the brand speaks."""

    code: str
    label: str | Promise
    # One sentence on where it is put by hand.
    how: str | Promise
    # The name of its campaign in the reports: data, so it is not translated.
    campaign: str
    limits: Limits
    cover: Size | None
    picture: Size
    # Copied as HTML: text with marks (see ``content.channels.markup``).
    is_html: bool
    # A poster can take the place of pictures.
    has_poster: bool

    def text(self, copy: Copy) -> str:
        """The whole text as it is pasted or sent."""

    def publisher(self) -> Any:
        """Sends by itself (``Publisher``), or None: by hand."""


class Publisher(Protocol):
    """A channel with an API. Each call may be repeated: what was begun is kept in ``kept`` before anything is asked,
    and what is not known is asked for, never done again.
    """

    def send(self, copy: Copy, *, kept: dict[str, Any], keep: Any) -> None:
        """Begin to publish, or go on where an earlier call ended. ``keep(**what)`` writes down at once what is known.

        ``ChannelRefused`` for good; ``ChannelUnavailable`` if it is not known what became of it.
        """

    def news(self, copy: Copy, *, kept: dict[str, Any]) -> News:
        """What became of it. ``ChannelUnavailable`` if nobody answers."""

    def views(self, *, kept: dict[str, Any], out_on: Any, today: Any) -> int | None:
        """How many have read it; None where the channel does not say (yet)."""


class ByHand:
    """A channel without an API: a kit to copy, and a check-off."""

    cover: Size | None = None
    picture = Size(1440, 1440, is_cropped=False)
    is_html = False
    has_poster = False

    def text(self, copy: Copy) -> str:
        tags = " ".join(self.tag(word) for word in tags_of(copy.hashtags))
        return "\n\n".join(part for part in (self.body(copy), tags, copy.link) if part)

    def body(self, copy: Copy) -> str:
        """The text without the marks that nobody would read as such."""
        return markup.plain_marks(markup.without_pictures(copy.text))

    def tag(self, word: str) -> str:
        """A hashtag as the channel writes it."""
        return f"#{word}"

    def publisher(self) -> Any:
        return None


class AsHtml(ByHand):
    """The same for what takes HTML. The pictures are shown from this shop."""

    picture = Size(1200, 1200, is_cropped=False)
    is_html = True

    def text(self, copy: Copy) -> str:
        return markup.to_html(copy, lambda number: pictures.address(copy.pictures[number], self.picture))


def channels() -> list[Channel]:
    """The channels in use, in the order of ``CHANNELS``."""
    return [import_module(f"content.channels.outlets.{code}.channel").Channel() for code in settings.CHANNELS]


def get_channel(code: str) -> Channel | None:
    """The channel of that folder; None unless it is in use."""
    return next((channel for channel in channels() if channel.code == code), None)


def require_channel(code: str) -> Channel:
    """The same; ``UnknownChannel`` unless it is in use."""
    if found := get_channel(code):
        return found
    raise UnknownChannel(field="channel")


def channel_label(code: str) -> str:
    """What it is called; of one that was removed, its code."""
    channel = get_channel(code)
    return str(channel.label) if channel else code
