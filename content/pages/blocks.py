"""Blocks that only these pages have: a look, the halls of a venue."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks.base import StoryBlock
from content.blocks.blocks import PictureBlock, ProductSetBlock, QuestionsBlock, QuoteBlock, TextBlock
from content.blocks.choosers import ProductChooserBlock
from content.blocks.selling import HotspotBlock, HotspotsBlock
from shop.catalog.models import Collection
from shop.promotions.models import Promotion

# As many promotions as somebody looks through in a list.
_PROMOTIONS = 100


def promotions() -> list[tuple[str, str]]:
    """The newest promotions that were not called off, to choose from."""
    rows = Promotion.objects.filter(cancelled_at=None)[:_PROMOTIONS]
    return [(str(row.pk), row.name) for row in rows]


def shelves() -> list[tuple[str, str]]:
    """The collections that shoppers may see."""
    return [(str(row.pk), row.title) for row in Collection.objects.filter(is_visible=True)]


class LookBlock(HotspotsBlock):
    """A picture that fills the screen, and what can be bought of it."""

    spots = blocks.ListBlock(
        HotspotBlock(),
        label=_("Products on the picture"),
        default=[],
        max_num=8,
        help_text=_("Click on the picture to place a product, or drag its number. The figures below say the same."),
    )
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=30)
    line = blocks.TextBlock(label=_("One line"), required=False, max_length=120, rows=2)

    class Meta:
        icon = "image"
        label = _("Look")
        label_format = "{title}"
        template = "blocks/look.html"
        description = _("A picture that fills the screen, with the products that are to be seen on it.")
        form_classname = "struct-block hotspots"
        form_layout = ["image", "spots", "title", "line", "caption"]


class LookbookBlocks(blocks.StreamBlock):  # type: ignore[misc]
    """What a lookbook is made of."""

    look = LookBlock()
    picture = PictureBlock()
    text = TextBlock()
    quote = QuoteBlock()
    product_set = ProductSetBlock()


class HallBlock(StoryBlock):
    """A part of a venue: goods by hand, a whole collection, or all that a promotion holds; together, each once."""

    finds_goods = True

    title = blocks.CharBlock(label=_("Title"), max_length=30)
    line = blocks.TextBlock(label=_("One line"), required=False, max_length=120, rows=2)
    products = blocks.ListBlock(ProductChooserBlock(), label=_("Products"), default=[], max_num=60)
    collection = blocks.ChoiceBlock(label=_("And a collection"), required=False, choices=shelves)
    promotion = blocks.ChoiceBlock(label=_("And all goods of a promotion"), required=False, choices=promotions)

    class Meta:
        icon = "pick"
        label = _("Hall")
        label_format = "{title}"
        template = "blocks/hall.html"
        description = _("Goods of a venue under a title: chosen, of a collection, or of a promotion.")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from content.pages.queries import hall_offers

        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, "hall_offers": hall_offers(value, context)}

    def get_preview_value(self) -> Any:
        rows = self.child_blocks["products"].child_block.chosen().filter(live=True).order_by("-pk")[:4]
        values = {"title": "窖里的果", "line": "", "collection": "", "promotion": ""}
        return self.normalize({**values, "products": list(rows)})


class HallBlocks(blocks.StreamBlock):  # type: ignore[misc]
    """The halls of a venue."""

    hall = HallBlock()


class AnswersBlocks(blocks.StreamBlock):  # type: ignore[misc]
    """The answers, by subject."""

    questions = QuestionsBlock()
