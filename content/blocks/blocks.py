"""The blocks a story is made of. Each is one idea, with words an editor knows and a preview in the picker."""

from typing import Any

from django.core.exceptions import BadRequest
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from content.blocks.cards import offer_in
from content.blocks.choosers import PictureChooserBlock, ProductChooserBlock
from shop.storefront.api.serializers.goods import ProductListSerializer

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


class PictureBlock(blocks.StructBlock):  # type: ignore[misc]
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

    def get_preview_value(self) -> Any:
        image = self.child_blocks["image"].get_preview_value()
        return self.normalize({"image": image, "caption": "凌晨三点四十，南坡。", "width": "wide"})


class GalleryPictureBlock(blocks.StructBlock):  # type: ignore[misc]
    """A picture among others."""

    image = PictureChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=60)

    class Meta:
        icon = "image"
        label = _("Picture")
        label_format = "{caption}"


class GalleryBlock(blocks.StructBlock):  # type: ignore[misc]
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


class QuoteBlock(blocks.StructBlock):  # type: ignore[misc]
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


class StepBlock(blocks.StructBlock):  # type: ignore[misc]
    """A moment of a making."""

    when = blocks.CharBlock(label=_("When"), required=False, max_length=20, help_text=_("03:40, day two, October …"))
    title = blocks.CharBlock(label=_("Title"), max_length=40)
    text = blocks.TextBlock(label=_("What happens"), required=False, max_length=400, rows=3)
    image = PictureChooserBlock(label=_("Picture"), required=False)

    class Meta:
        icon = "time"
        label = _("Step")
        label_format = "{when} {title}"


class MakingBlock(blocks.StructBlock):  # type: ignore[misc]
    """How something came to be, step by step."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=40)
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=2, max_num=20)

    class Meta:
        icon = "list-ol"
        label = _("Timeline of a making")
        label_format = "{title}"
        template = "blocks/making.html"
        description = _("How something came to be, moment by moment.")

    def get_preview_value(self) -> Any:
        steps = [
            {"when": "16:00", "title": "六度", "text": "没有风。把水管放空，免得冻裂。", "image": None},
            {"when": "03:40", "title": "零下一度", "text": "叶尖起白。", "image": None},
            {"when": "06:10", "title": "日出", "text": "霜从坡顶开始化。", "image": None},
        ]
        return self.normalize({"title": "一夜", "steps": steps})


class ProductCardBlock(blocks.StructBlock):  # type: ignore[misc]
    """A product inside the story, alive: price, stock and button are those of the moment it is read."""

    product = ProductChooserBlock()
    line = blocks.CharBlock(
        label=_("Why it stands here"),
        required=False,
        max_length=80,
        help_text=_("Your own line for this story. Left empty, the product's own line is shown."),
    )

    class Meta:
        icon = "tag"
        label = _("Product card")
        label_format = "{product}"
        template = "blocks/product.html"
        description = _("A product with its price, stock and button, always as they are now.")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        offer = offer_in(context, value["product"])
        return {**context, "offer": offer, "product": offer.product if offer else None}

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        offer = offer_in(context, value["product"])
        return {"line": value["line"], "product": dict(ProductListSerializer(offer).data) if offer else None}

    def get_preview_value(self) -> Any:
        product = self.child_blocks["product"].chosen().filter(live=True).order_by("-pk").first()
        return self.normalize({"product": product, "line": ""})

    def get_preview_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from django.utils import timezone

        from content.blocks.cards import CONTEXT_KEY
        from shop.promotions.queries import offers

        context: dict[str, Any] = super().get_preview_context(value, parent_context)
        now = timezone.now()
        found = offers([value["product"]], at=now) if value["product"] else {}
        return {**context, CONTEXT_KEY: found, "at": now}


class FactBlock(blocks.StructBlock):  # type: ignore[misc]
    """A statement that can be checked."""

    label = blocks.CharBlock(label=_("What"), max_length=30)
    value = blocks.CharBlock(label=_("Figure or statement"), max_length=80)
    source = blocks.CharBlock(
        label=_("Where it comes from"), required=False, max_length=80, help_text=_("Who measured it, and when.")
    )

    class Meta:
        icon = "tick-inverse"
        label = _("Fact")
        label_format = "{label}: {value}"


class FactsBlock(blocks.StructBlock):  # type: ignore[misc]
    """Figures of the brand with their sources."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=40)
    facts = blocks.ListBlock(FactBlock(), label=_("Facts"), min_num=1, max_num=12)

    class Meta:
        icon = "clipboard-list"
        label = _("Brand facts")
        label_format = "{title}"
        template = "blocks/facts.html"
        description = _("Figures and statements that can be checked, with their sources.")

    def get_preview_value(self) -> Any:
        facts = [
            {"label": "海拔", "value": "坡顶 262 米，沟底 198 米", "source": ""},
            {"label": "霜前糖度", "value": "13.1", "source": "折光仪，九个果子的平均数"},
        ]
        return self.normalize({"title": "这一夜留下的数", "facts": facts})


class StoryBlocks(blocks.StreamBlock):  # type: ignore[misc]
    """All blocks of a story, in the order of the picker."""

    text = TextBlock(group=_("Telling"))
    picture = PictureBlock(group=_("Telling"))
    gallery = GalleryBlock(group=_("Telling"))
    quote = QuoteBlock(group=_("Telling"))
    making = MakingBlock(group=_("Showing"))
    facts = FactsBlock(group=_("Showing"))
    product = ProductCardBlock(group=_("Selling"))

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        try:
            return super().value_from_datadict(data, files, prefix)
        except (KeyError, ValueError) as error:  # counters and orders that no editor posts
            raise BadRequest from error
