"""Blocks of a front: what a home page can be composed of, beside the blocks of a story.

What they show is asked for all of them together (``queries.front_contents``) and found in their page's context.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks.base import StoryBlock, joined
from content.blocks.blocks import StoryBlocks
from content.blocks.choosers import PictureChooserBlock, ProductChooserBlock
from content.blocks.contents import offers_in

# The name under which the page's context holds what front blocks show.
FRONT_KEY = "front_shown"


class OpeningBlock(StoryBlock):
    """The first screen: a picture from edge to edge and a sentence that hangs into it."""

    image = PictureChooserBlock(label=_("Picture"), required=False)
    headline = blocks.CharBlock(
        label=_("Headline"), required=False, max_length=30, help_text=_("Left empty, the brand's slogan stands here.")
    )
    sentence = blocks.TextBlock(label=_("One sentence"), required=False, max_length=160, rows=2)
    page = blocks.PageChooserBlock(label=_("Where it leads"), required=False)
    word = blocks.CharBlock(label=_("Word on the link"), required=False, max_length=20)

    class Meta:
        icon = "image"
        label = _("First screen")
        label_format = "{headline}"
        template = "blocks/front/opening.html"
        description = _("A picture from edge to edge, with a headline that hangs into it.")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        pages = (context.get(FRONT_KEY) or {}).get("pages", {})
        return {**context, "target": pages.get(value["page"].pk) if value["page"] else None}

    def to_text(self, value: Any) -> str:
        return joined(value["headline"], value["sentence"])

    def get_preview_value(self) -> Any:
        image = self.child_blocks["image"].get_preview_value()
        values = {"headline": "霜下过了，才摘。", "sentence": "栖霞南坡四十亩。", "page": None, "word": ""}
        return self.normalize({**values, "image": image})


class StoriesBlock(StoryBlock):
    """Stories of the moment: the newest lead, or those chosen."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=40)
    lead = blocks.BooleanBlock(
        label=_("The first one large"), required=False, default=True, help_text=_("Picture beside words, wide.")
    )
    count = blocks.IntegerBlock(label=_("How many of the newest"), min_value=1, max_value=9, default=4)
    stories = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="stories.StoryPage", label=_("Story")),
        label=_("Or these stories"),
        default=[],
        max_num=9,
    )

    class Meta:
        icon = "doc-full-inverse"
        label = _("Stories")
        label_format = "{title}"
        template = "blocks/front/stories.html"
        description = _("The newest stories, or those you choose.")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from content.stories.queries import stories_of_block

        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, "tales": stories_of_block(value, context)}

    def get_preview_value(self) -> Any:
        return self.normalize({"title": "园子里的事", "lead": True, "count": 4, "stories": []})


class GoodsBlock(StoryBlock):
    """Goods in a grid: chosen ones, or the newest."""

    finds_goods = True

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=40)
    products = blocks.ListBlock(
        ProductChooserBlock(),
        label=_("Products"),
        default=[],
        max_num=12,
        help_text=_("In this order. Left empty, the newest are shown."),
    )

    class Meta:
        icon = "tag"
        label = _("Goods")
        label_format = "{title}"
        template = "blocks/front/goods.html"
        description = _("Products in a grid, with their prices of the moment.")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        products = list(value["products"]) or (context.get(FRONT_KEY) or {}).get("newest", [])
        return {**context, "set_offers": offers_in(context, products)}

    def get_preview_value(self) -> Any:
        rows = self.child_blocks["products"].child_block.chosen().filter(live=True).order_by("-pk")[:4]
        return self.normalize({"title": "从这里来", "products": list(rows)})


class ShelvesBlock(StoryBlock):
    """The first collections, each with its cover."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=40)

    class Meta:
        icon = "folder-open-inverse"
        label = _("Shelves")
        label_format = "{title}"
        template = "blocks/front/shelves.html"
        description = _("The first four collections, each with its cover.")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from content.stories.queries import first_shelves

        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        shown = context.get(FRONT_KEY)
        return {**context, "collections": shown["shelves"] if shown else first_shelves()}

    def get_preview_value(self) -> Any:
        return self.normalize({"title": "货架"})


class PagesBlock(StoryBlock):
    """Any pages: a series, a lookbook, a venue, somebody. One fills the width, more stand side by side."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=40)
    pages = blocks.ListBlock(blocks.PageChooserBlock(label=_("Page")), label=_("Pages"), min_num=1, max_num=6)

    class Meta:
        icon = "doc-empty"
        label = _("Pages")
        label_format = "{title}"
        template = "blocks/front/pages.html"
        description = _("A series, a lookbook, a venue, people: one from edge to edge, or several side by side.")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from content.stories.queries import pages_of_block

        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, "announced": pages_of_block(value, context)}

    def get_preview_value(self) -> Any:
        from wagtail.models import Page

        return self.normalize({"title": "", "pages": list(Page.objects.filter(depth=3).live()[:2])})


class FrontBlocks(StoryBlocks):
    """Everything a front may be composed of."""

    opening = OpeningBlock(group=_("Front"))
    stories = StoriesBlock(group=_("Front"))
    goods = GoodsBlock(group=_("Front"))
    shelves = ShelvesBlock(group=_("Front"))
    pages = PagesBlock(group=_("Front"))
