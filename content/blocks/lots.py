"""What is told of a lot: what its label says, and what its story made public."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from shop.inventory.models import Lot

# The name under which block templates find them in their page's context.
LOTS_KEY = "lot_facts"


class LotKey(NamedTuple):
    """A lot of a product by its code; "" is the newest whose story is public."""

    product_id: int
    code: str


@dataclass(frozen=True)
class LotFacts:
    """A lot as readers see it: nothing of what is written down for the house."""

    code: str
    option: str
    origin: str
    produced_on: date | None
    expires_on: date | None
    title: str = ""
    documents: tuple[Any, ...] = ()


def lots_told(keys: Iterable[LotKey]) -> dict[LotKey, LotFacts]:
    """The lots that exist, by what was asked. Three queries for any number of them."""
    wanted = set(keys)
    named = Q(pk__in=[])
    for key in wanted:
        of_product = Q(sku__product=key.product_id)
        named |= of_product & (Q(code=key.code) if key.code else Q(story__is_public=True))
    found: dict[LotKey, LotFacts] = {}
    rows = Lot.objects.filter(named).select_related("sku", "story").prefetch_related("story__documents__document")
    for lot in rows.order_by("-created_at", "-pk"):
        product_id = lot.sku.product_id
        facts = _facts(lot)
        for key in (LotKey(product_id, lot.code), LotKey(product_id, "")):
            # A lot that was named is told whether or not there is a story of it.
            if key in wanted and (key.code or _is_public(lot)):
                found.setdefault(key, facts)
    return found


def _is_public(lot: Lot) -> bool:
    story = getattr(lot, "story", None)
    return bool(story and story.is_public)


def _facts(lot: Lot) -> LotFacts:
    told = lot.story if _is_public(lot) else None
    return LotFacts(
        code=lot.code,
        option=lot.sku.option_text,
        origin=lot.origin,
        produced_on=lot.produced_on,
        expires_on=lot.expires_on,
        title=told.title if told else "",
        documents=tuple(told.documents.all()) if told else (),
    )
