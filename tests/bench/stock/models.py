"""A page of the same blocks with Wagtail's own blocks and template tags, and no further thought."""

from typing import Any

from django.conf import settings
from django.db import models
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page
from wagtail.snippets.blocks import SnippetChooserBlock

RICH_TEXT = ["h2", "h3", "bold", "italic", "link", "ol", "ul", "hr"]


class PictureBlock(blocks.StructBlock):  # type: ignore[misc]
    """A picture with its caption."""

    image = ImageChooserBlock()
    caption = blocks.CharBlock(required=False)

    class Meta:
        template = "stock/blocks/picture.html"


class GalleryBlock(blocks.StructBlock):  # type: ignore[misc]
    """Pictures that belong together."""

    pictures = blocks.ListBlock(PictureBlock())

    class Meta:
        template = "stock/blocks/gallery.html"


class QuoteBlock(blocks.StructBlock):  # type: ignore[misc]
    """Somebody's words."""

    text = blocks.TextBlock()
    source = blocks.CharBlock(required=False)

    class Meta:
        template = "stock/blocks/quote.html"


class ProductBlock(blocks.StructBlock):  # type: ignore[misc]
    """A product with its picture and its lowest price."""

    product = SnippetChooserBlock("catalog.Product")
    line = blocks.CharBlock(required=False)

    class Meta:
        template = "stock/blocks/product.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, "sku": value["product"].skus.filter(is_active=True).order_by("price_fen").first()}


class StockStory(Page):  # type: ignore[misc]
    """The page."""

    standfirst = models.CharField(max_length=160, blank=True)
    hero_image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    body = StreamField(
        [
            ("text", blocks.RichTextBlock(features=RICH_TEXT)),
            ("picture", PictureBlock()),
            ("gallery", GalleryBlock()),
            ("quote", QuoteBlock()),
            ("product", ProductBlock()),
        ]
    )

    template = "stock/story.html"

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        others = StockStory.objects.live().exclude(pk=self.pk).order_by("-first_published_at")[:2]
        return {**context, "others": others, "menu": self.get_parent().get_children().live().in_menu()}
