"""Blocks as HTML: those that show prices, stock or places left each time, all others once, as pieces."""

from collections.abc import Iterator
from typing import Any

from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from wagtail.blocks import StreamValue

from content.blocks.contents import is_of_the_moment
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


def _drawn(stream: StreamValue, context: Context) -> Iterator[str]:
    pieces = pieces_of(context.get("request"))
    around = context.flatten()
    for place, item in enumerate(stream.raw_data):
        name = ("block", item)
        html: str | None = pieces.find(*name) if pieces else None
        if html is None:
            child = stream[place]
            html = str(
                child.render_as_block(context={**around, "story": at_block(around.get("story"), item.get("id"))})
            )
            if pieces and not is_of_the_moment(child.block):
                pieces.keep(html, *name)
        yield html
