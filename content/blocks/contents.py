"""What the blocks of a page show beside their own words: asked at one moment, in as many queries as there are kinds.

Block templates find it in their page's context.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.blocks.list_block import ListValue
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage
from wagtail.rich_text import RichText

from content.blocks import happenings
from content.blocks.choosers import StoryChooser, already_found
from content.blocks.happenings import HAPPENINGS_KEY
from content.blocks.links import slugs_in
from content.blocks.lots import LOTS_KEY, LotKey, lots_told
from shop.catalog.models import Product
from shop.promotions.queries import Offer, offers
from shop.storefront.pieces import Pieces

# The name under which block templates find the offers in their page's context, by product id.
CONTEXT_KEY = "card_offers"


def block_contents(
    streams: Iterable[StreamValue],
    *,
    at: datetime,
    more: Iterable[Product] = (),
    drawn: Container[str] = (),
    pieces: Pieces | None = None,
) -> dict[str, Any]:
    """The context of a page's blocks: offers of all visible products in them (and of ``more``, shown elsewhere), and
    what is told of lots and events. Nothing is looked up for blocks of the types in ``drawn``, nor what ``pieces`` has.

    The queries do not grow with the number of blocks; there are none for a page of words.
    """
    streams = list(streams)
    _fetch(streams, drawn, pieces)
    values = [
        child.value
        for stream in streams
        for place, item in enumerate(stream.raw_data)
        if item["type"] not in drawn and (child := stream[place]) is not None
    ]
    return _contents(values, at=at, more=more)


def is_of_the_moment(block: Any) -> bool:
    """Whether something can stand in such a block that changes without a word changing, such as a product."""
    children = block.child_blocks.values() if hasattr(block, "child_blocks") else []
    return (
        (isinstance(block, StoryChooser) and block.of_the_moment)
        or any(is_of_the_moment(child) for child in children)
        or (isinstance(block, blocks.ListBlock) and is_of_the_moment(block.child_block))
    )


def contents_of_value(value: Any, *, at: datetime) -> dict[str, Any]:
    """``block_contents`` of a single block."""
    return _contents([value], at=at)


def _contents(values: list[Any], *, at: datetime, more: Iterable[Product] = ()) -> dict[str, Any]:
    products = {product.pk: product for product in products_of(values) if product.is_visible(at)}
    products |= {product.pk: product for product in more}
    lots = set(_lots(values, products))
    events = list(_in(values, happenings.source().model))
    return {
        CONTEXT_KEY: offers(products.values(), at=at) if products else {},
        LOTS_KEY: lots_told(lots) if lots else {},
        HAPPENINGS_KEY: happenings.told(events, at=at) if events else {},
    }


def products_in(stream: StreamValue) -> Iterator[Product]:
    """The products that a stream's blocks show, in order; those that are gone are left out."""
    _fetch([stream])
    return products_of([child.value for child in stream])


def streams_of(page: Any) -> Iterator[StreamValue]:
    """All streams of a page, in the order of its fields; those that stand in a block (a chapter's) behind its own."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            stream = getattr(page, field.name)
            yield stream
            for child in stream:
                values = child.value.values() if isinstance(child.value, Mapping) else ()
                yield from (value for value in values if isinstance(value, StreamValue))


def selling_in(stream: StreamValue) -> list[Any]:
    """The blocks of a stream that lead to goods, in order: they show some, whichever these are at a moment, or their
    text links to some.
    """
    _fetch([stream])
    return [child for child in stream if _leads_to_goods(child)]


def _leads_to_goods(child: Any) -> bool:
    if isinstance(child.value, RichText):
        return any(slugs_in(child.value.source))
    return any(products_of(child.value)) or getattr(child.block, "finds_goods", False)


def goods_of(child: Any) -> list[Product]:
    """The products that a block leads to: those chosen in it, or linked to in its text; in order, each once."""
    if isinstance(child.value, RichText):
        slugs = list(dict.fromkeys(slugs_in(child.value.source)))
        found = {product.slug: product for product in Product.objects.filter(slug__in=slugs)}
        return [found[slug] for slug in slugs if slug in found]
    return list({product.pk: product for product in products_of(child.value)}.values())


def name_of(child: Any) -> str:
    """What a block is called: its own words, else its goods. One line."""
    words = (child.value.get(name) for name in ("title", "caption") if isinstance(child.value, Mapping))
    own = next((str(word).strip() for word in words if word), "")
    return own or "、".join(dict.fromkeys(product.title for product in goods_of(child)))


def offer_in(context: Any, product: Product | None) -> Offer | None:
    """The offer of a block's product as its page collected it; None for one that shoppers may not see."""
    if product is None or not context:
        return None
    found: dict[int, Offer] = context.get(CONTEXT_KEY) or {}
    return found.get(product.pk)


def offers_in(context: Any, products: Iterable[Product | None]) -> list[Offer]:
    """The offers of those of a block's products that shoppers may see, in order."""
    return [offer for product in products if (offer := offer_in(context, product))]


def pictures_in(value: Any) -> Iterator[Any]:
    """The pictures in a block's value, in the order of its fields."""
    return _in(value, AbstractImage)


def products_of(value: Any) -> Iterator[Product]:
    """The products in a block's value, in the order of its fields."""
    return _in(value, Product)


def _in(value: Any, kind: type) -> Iterator[Any]:
    if isinstance(value, kind):
        yield value
    elif isinstance(value, Mapping):
        for child in value.values():
            yield from _in(child, kind)
    elif isinstance(value, StreamValue):
        for child in value:
            yield from _in(child.value, kind)
    elif isinstance(value, ListValue | list):
        for child in value:
            yield from _in(child, kind)


def _lots(values: list[Any], products: Mapping[int, Product]) -> Iterator[LotKey]:
    for value in values:
        if isinstance(value, Mapping) and "lot" in value and value["product"] is not None:
            key = LotKey(value["product"].pk, value["lot"].strip())
            if key.product_id in products:
                yield key


def _fetch(streams: list[StreamValue], drawn: Container[str] = (), pieces: Pieces | None = None) -> None:
    """Look up everything that the blocks of all streams chose, whatever kind of block it stands in."""
    asked: dict[type, set[int]] = {}
    choosers: dict[type, StoryChooser] = {}
    for stream in streams:
        for item in stream.raw_data:
            child = stream.stream_block.child_blocks.get(item["type"])
            if child and item["type"] not in drawn:
                for chooser, pk in _chosen(child, item["value"]):
                    asked.setdefault(chooser.kind, set()).add(pk)
                    choosers[chooser.kind] = chooser
    if not asked:
        return
    with already_found({kind: choosers[kind].look_up(ids, pieces) for kind, ids in asked.items()}):
        for stream in streams:
            for place, item in enumerate(stream.raw_data):
                if item["type"] not in drawn:
                    stream[place]  # asks for its value, and those of its kind


def _chosen(block: Any, raw: Any) -> Iterator[tuple[StoryChooser, int]]:
    """The choosers in a block that chose something, by its value as the database stores it."""
    if isinstance(block, StoryChooser):
        if isinstance(raw, int):
            yield block, raw
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _chosen(child, (raw or {}).get(name))
    elif isinstance(block, blocks.ListBlock):
        for item in raw or []:
            yield from _chosen(block.child_block, item["value"] if isinstance(item, dict) and "value" in item else item)
