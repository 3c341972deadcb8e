"""Blocks that tell: words, pictures, a film."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from content.blocks.base import StoryBlock, joined, plain
from content.blocks.choosers import FilmChooserBlock, PictureChooserBlock, ProductChooserBlock
from content.blocks.clock_times import seconds_of

RICH_TEXT_FEATURES = ["h2", "h3", "bold", "italic", "link", "ol", "ul", "hr"]


class TextBlock(blocks.RichTextBlock):  # type: ignore[misc]
    """Paragraphs, headings, lists, links."""

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "blocks/text.html"
        description = _("Paragraphs, headings, lists and links.")
        preview_value = "<h2>摘之前</h2><p>霜降那天下午，院里的温度计是六度。天上没有云，风也停了。</p>"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", RICH_TEXT_FEATURES)
        super().__init__(**kwargs)

    def get_api_representation(self, value: Any, context: Any = None) -> str:
        from wagtail.rich_text import expand_db_html

        return str(expand_db_html(value.source))

    def to_text(self, value: Any) -> str:
        """A line for each paragraph."""
        return plain(value.source)


class PictureBlock(StoryBlock):
    """One picture with its caption."""

    image = PictureChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=120)
    width = blocks.ChoiceBlock(
        label=_("Width"),
        choices=[("text", _("As wide as the text")), ("wide", _("Wider")), ("full", _("From edge to edge"))],
        default="text",
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        label_format = "{caption}"
        template = "blocks/picture.html"
        description = _("One picture: within the text, wider, or from edge to edge.")

    def to_text(self, value: Any) -> str:
        return str(value["caption"])

    def get_preview_value(self) -> Any:
        image = self.child_blocks["image"].get_preview_value()
        return self.normalize({"image": image, "caption": "凌晨三点四十，南坡。", "width": "wide"})


class GalleryPictureBlock(StoryBlock):
    """A picture among others."""

    image = PictureChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=60)

    class Meta:
        icon = "image"
        label = _("Picture")
        label_format = "{caption}"


class GalleryBlock(StoryBlock):
    """Two to nine pictures that belong together."""

    pictures = blocks.ListBlock(GalleryPictureBlock(), label=_("Pictures"), min_num=2, max_num=9)

    class Meta:
        icon = "grid"
        label = _("Gallery")
        label_format = ""
        template = "blocks/gallery.html"
        description = _("Two to nine pictures that belong together.")

    def get_preview_value(self) -> Any:
        image = self.child_blocks["pictures"].child_block.child_blocks["image"].get_preview_value()
        return self.normalize({"pictures": [{"image": image, "caption": ""}] * 4})


class BeforeAfterBlock(StoryBlock):
    """Two pictures of the same thing at two moments."""

    before = PictureChooserBlock(label=pgettext_lazy("picture", "Before"))
    before_label = blocks.CharBlock(
        label=_("Word for before"), max_length=20, default=pgettext_lazy("picture", "Before")
    )
    after = PictureChooserBlock(label=pgettext_lazy("picture", "After"))
    after_label = blocks.CharBlock(label=_("Word for after"), max_length=20, default=pgettext_lazy("picture", "After"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=120)

    class Meta:
        icon = "sliders"
        label = _("Before and after")
        label_format = "{before_label} {after_label}"
        template = "blocks/before_after.html"
        description = _("Two pictures of the same thing at two moments, with a slider between them.")

    def to_text(self, value: Any) -> str:
        return str(value["caption"])

    def get_preview_value(self) -> Any:
        found = list(self.child_blocks["before"].chosen().order_by("-pk")[:2])
        values = {"before_label": "四月", "after_label": "十一月", "caption": "同一个坡，隔了七个月。"}
        return self.normalize({**values, "before": found[0] if found else None, "after": found[-1] if found else None})


class QuoteBlock(StoryBlock):
    """Somebody's words."""

    text = blocks.TextBlock(label=_("Words"), max_length=200, rows=3, help_text=_("Without quotation marks."))
    source = blocks.CharBlock(label=_("Who said it"), required=False, max_length=60)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        label_format = "{text}"
        template = "blocks/quote.html"
        description = _("Somebody's words, set large.")
        preview_value = {"text": "霜不是我们种出来的，我们只是没有急。", "source": "苑建军，第二代种树人"}

    def to_text(self, value: Any) -> str:
        return f"“{value['text']}”" + (f"\n—— {value['source']}" if value["source"] else "")


class FilmMomentBlock(StoryBlock):
    """A product that is seen in a film, from a moment on."""

    time = blocks.CharBlock(label=_("From"), max_length=8, help_text=_("Minutes and seconds: 0:42"))
    product = ProductChooserBlock()

    class Meta:
        icon = "tag"
        label = _("Product in the film")
        label_format = "{time} {product}"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if seconds_of(cleaned["time"]) is None:
            message = _("Give minutes and seconds, such as 0:42.")
            raise blocks.StructBlockValidationError(block_errors={"time": ValidationError(message)})
        return cleaned


class FilmBlock(StoryBlock):
    """A film that starts when somebody presses play, with the products seen in it."""

    film = FilmChooserBlock(label=_("Film"))
    cover = PictureChooserBlock(
        label=_("Cover"), required=False, help_text=_("Seen until somebody presses play. Wide pictures suit best.")
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=120)
    moments = blocks.ListBlock(FilmMomentBlock(), label=_("Products in the film"), default=[], max_num=12)

    class Meta:
        icon = "media"
        label = _("Film")
        label_format = "{film}"
        template = "blocks/film.html"
        description = _("A film with captions. Below it the products that are seen in it, each with its moment.")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from content.blocks.contents import offer_in

        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        rows = [
            {"seconds": seconds_of(moment["time"]) or 0, "time": moment["time"], "offer": offer}
            for moment in value["moments"]
            if (offer := offer_in(context, moment["product"]))
        ]
        return {**context, "moments": sorted(rows, key=lambda row: row["seconds"])}

    def to_text(self, value: Any) -> str:
        named = [f"{moment['time']} {moment['product'].title}" for moment in value["moments"] if moment["product"]]
        return joined(value["caption"], *named)

    def get_preview_value(self) -> Any:
        film = self.child_blocks["film"].get_preview_value()
        cover = self.child_blocks["cover"].get_preview_value()
        product = self.child_blocks["moments"].child_block.child_blocks["product"].get_preview_value()
        moments = [{"time": "0:42", "product": product}] if product else []
        return self.normalize(
            {"film": film, "cover": cover, "caption": "剪下来的一刹那，果柄要留着。", "moments": moments}
        )
