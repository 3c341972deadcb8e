"""Blocks as HTML: those that show prices, stock or places left each time, all others once, as pieces."""

from collections.abc import Iterator
from typing import Any

from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from wagtail.blocks import StreamValue

from content.blocks.contents import is_of_the_moment
from content.blocks.links import traced
from shop.storefront.pieces import Pieces, pieces_of


def at_block(story: Any, block_id: str | None) -> str:
    """What the links of a block say behind ``?story=`` of where they stand: of the page, never of who reads it. Nothing
    in a draft that is not stored.
    """
    return f"{story}&b={block_id}" if story and block_id else str(story or "")


def drawn_types(stream: StreamValue, page_id: Any, request: Any) -> set[str]:
    """The types of blocks of which every one in the stream is kept drawn: nothing has to be looked up for them."""
    kept = _kept(stream, page_id, pieces_of(request))
    types = [item["type"] for item in stream.raw_data]
    return set(types) - {kind for place, kind in enumerate(types) if place not in kept}


def draw(stream: StreamValue, context: Context) -> SafeString:
    """All blocks of a stream, in the context of their page."""
    return mark_safe("".join(_drawn(stream, context)))


def draw_one(child: Any, context: Context) -> SafeString:
    """One block of a stream, in the context of its page; never kept."""
    around = context.flatten()
    return mark_safe(_html(child, around, at_block(_page_id(around), child.id)))


def _drawn(stream: StreamValue, context: Context) -> Iterator[str]:
    pieces = pieces_of(context.get("request"))
    around = context.flatten()
    page_id = _page_id(around)
    kept = _kept(stream, page_id, pieces)
    fresh: dict[int, str] = {}
    for place, item in enumerate(stream.raw_data):
        html = kept.get(place)
        if html is None:
            child = stream[place]
            html = _html(child, around, at_block(page_id, item.get("id")))
            if not is_of_the_moment(child.block):
                fresh[place] = html
        yield html
    if pieces and fresh:
        pieces.keep({**kept, **fresh}, *_name(stream, page_id))


def _kept(stream: StreamValue, page_id: Any, pieces: Pieces | None) -> dict[int, str]:
    """Blocks that need not be drawn, by their place in the stream."""
    return (pieces and pieces.find(*_name(stream, page_id))) or {}


def _name(stream: StreamValue, page_id: Any) -> tuple[Any, ...]:
    # With the page: a block that was copied with its page has the same id there, and its links say where it stands.
    return ("blocks", page_id, list(stream.raw_data))


def _page_id(around: dict[Any, Any]) -> Any:
    """The page that the blocks stand on: what its context calls ``story``, else the page itself."""
    return around.get("story") or getattr(around.get("page"), "pk", None)


def _html(child: Any, around: dict[Any, Any], tap: str) -> str:
    html = str(child.render_as_block(context={**around, "story": tap}))
    return traced(html, tap) if tap and child.block_type == "text" else html
