"""All blocks of a story, in the order of the picker."""

from typing import Any

from django.core.exceptions import BadRequest
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks.selling import (
    CountdownBlock,
    EventBlock,
    HotspotsBlock,
    LotBlock,
    ProductCardBlock,
    ProductSetBlock,
)
from content.blocks.showing import FactsBlock, MakingBlock, OriginMapBlock, PersonBlock, QuestionsBlock, RecipeBlock
from content.blocks.telling import (
    BeforeAfterBlock,
    FilmBlock,
    GalleryBlock,
    PictureBlock,
    QuoteBlock,
    TextBlock,
)

# Migrations know the first ones by this address.
__all__ = [
    "BeforeAfterBlock",
    "CountdownBlock",
    "EventBlock",
    "FactsBlock",
    "FilmBlock",
    "GalleryBlock",
    "HotspotsBlock",
    "LotBlock",
    "MakingBlock",
    "OriginMapBlock",
    "PersonBlock",
    "PictureBlock",
    "ProductCardBlock",
    "ProductSetBlock",
    "QuestionsBlock",
    "QuoteBlock",
    "RecipeBlock",
    "StoryBlocks",
    "TextBlock",
]


class StoryBlocks(blocks.StreamBlock):  # type: ignore[misc]
    """All blocks of a story, in the order of the picker."""

    text = TextBlock(group=_("Telling"))
    picture = PictureBlock(group=_("Telling"))
    gallery = GalleryBlock(group=_("Telling"))
    before_after = BeforeAfterBlock(group=_("Telling"))
    film = FilmBlock(group=_("Telling"))
    quote = QuoteBlock(group=_("Telling"))
    making = MakingBlock(group=_("Showing"))
    facts = FactsBlock(group=_("Showing"))
    origin_map = OriginMapBlock(group=_("Showing"))
    person = PersonBlock(group=_("Showing"))
    recipe = RecipeBlock(group=_("Showing"))
    questions = QuestionsBlock(group=_("Showing"))
    product = ProductCardBlock(group=_("Selling"))
    product_set = ProductSetBlock(group=_("Selling"))
    hotspots = HotspotsBlock(group=_("Selling"))
    countdown = CountdownBlock(group=_("Selling"))
    lot = LotBlock(group=_("Selling"))
    event = EventBlock(group=_("Selling"))

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        try:
            return super().value_from_datadict(data, files, prefix)
        except (KeyError, ValueError) as error:  # counters and orders that no editor posts
            raise BadRequest from error
