"""Blocks as HTML: those that show prices, stock or places left each time, all others once, as pieces."""

from collections.abc import Iterator
from typing import Any

from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from wagtail.blocks import StreamValue

from content.blocks.contents import is_of_the_moment
from content.blocks.links import may_lead_to_goods, traced
from shop.storefront.pieces import pieces_of


def at_block(story: Any, block_id: str | None) -> str:
    """What the links of a block say behind ``?story=`` of where they stand: of the page, never of who reads it. Nothing
    in a draft that is not stored.
    """
    return f"{story}&b={block_id}" if story and block_id else str(story or "")


def drawn_types(stream: StreamValue, request: Any) -> set[str]:
    """The types of blocks of which every one in the stream is kept drawn: nothing has to be looked up for them."""
    if (pieces := pieces_of(request)) is None:
        return set()
    missing = {item["type"] for item in stream.raw_data if pieces.find("block", item) is None}
    return {item["type"] for item in stream.raw_data} - missing


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
    for place, item in enumerate(stream.raw_data):
        # A block that was copied with its page has the same id there: what says where it stands is the page's own.
        name = ("block", item, page_id) if may_lead_to_goods(item) else ("block", item)
        html: str | None = pieces.find(*name) if pieces else None
        if html is None:
            child = stream[place]
            html = _html(child, around, at_block(page_id, item.get("id")))
            if pieces and not is_of_the_moment(child.block):
                pieces.keep(html, *name)
        yield html


def _page_id(around: dict[Any, Any]) -> Any:
    """The page that the blocks stand on: what its context calls ``story``, else the page itself."""
    return around.get("story") or getattr(around.get("page"), "pk", None)


def _html(child: Any, around: dict[Any, Any], tap: str) -> str:
    html = str(child.render_as_block(context={**around, "story": tap}))
    return traced(html, tap) if tap and child.block_type == "text" else html
