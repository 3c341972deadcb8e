"""Product cards of a page: all their offers are asked at once, at the moment the page is shown."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from wagtail.blocks import StreamValue

from shop.catalog.models import Product
from shop.promotions.queries import Offer, offers

# The name under which block templates find the offers in their page's context, by product id.
CONTEXT_KEY = "card_offers"


def products_in(stream: StreamValue) -> Iterator[Product]:
    """The products of the cards in a stream, in order; cards whose product is gone are left out."""
    for block in stream:
        if block.block_type == "product" and block.value["product"] is not None:
            yield block.value["product"]


def card_offers(streams: Iterable[StreamValue], *, at: datetime, more: Iterable[Product] = ()) -> dict[int, Offer]:
    """Offers of every visible product on a page (its cards, and ``more`` shown elsewhere), by product id.

    The queries do not grow with the number of cards; there are none without products.
    """
    products = {product.pk: product for stream in streams for product in products_in(stream) if product.is_visible(at)}
    products |= {product.pk: product for product in more}
    return offers(products.values(), at=at) if products else {}


def offer_in(context: Any, product: Product | None) -> Offer | None:
    """The offer of a card's product as its page collected it; None for one that shoppers may not see."""
    if product is None or not context:
        return None
    found: dict[int, Offer] = context.get(CONTEXT_KEY) or {}
    return found.get(product.pk)
