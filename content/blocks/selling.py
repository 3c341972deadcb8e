"""Blocks that sell: goods inside a story, alive. Price, stock and dates are those of the moment they are read."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Media
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register as telepath_register
from wagtail.blocks.struct_block import StructBlockAdapter

from content.blocks.base import StoryBlock, joined
from content.blocks.choosers import EventChooserBlock, PictureChooserBlock, ProductChooserBlock
from content.blocks.contents import offer_in, offers_in
from content.blocks.happenings import HAPPENINGS_KEY, Happening
from content.blocks.lots import LOTS_KEY, LotFacts, LotKey
from shop.inventory.models import Lot
from shop.promotions.queries import Offer


class ProductCardBlock(StoryBlock):
    """A product inside the story."""

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

    def get_preview_value(self) -> Any:
        return self.normalize({"product": self.child_blocks["product"].get_preview_value(), "line": ""})


class ProductSetBlock(StoryBlock):
    """Products that belong together."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=40)
    line = blocks.CharBlock(label=_("Why they belong together"), required=False, max_length=120)
    products = blocks.ListBlock(ProductChooserBlock(), label=_("Products"), min_num=2, max_num=6)

    class Meta:
        icon = "pick"
        label = _("Product set")
        label_format = "{title}"
        template = "blocks/product_set.html"
        description = _("Two to six products side by side, each with its price of the moment.")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, "set_offers": offers_in(context, value["products"])}

    def get_preview_value(self) -> Any:
        rows = self.child_blocks["products"].child_block.chosen().filter(live=True).order_by("-pk")[:3]
        return self.normalize({"title": "一起寄走的", "line": "同一只箱子里装得下。", "products": list(rows)})


class HotspotBlock(StoryBlock):
    """A product where it is to be seen on the picture. From the left and from the top, in hundredths."""

    product = ProductChooserBlock()
    x = blocks.IntegerBlock(label=_("From the left, %"), min_value=0, max_value=100, default=50)
    y = blocks.IntegerBlock(label=_("From the top, %"), min_value=0, max_value=100, default=50)
    line = blocks.CharBlock(label=_("What it is here"), required=False, max_length=60)

    class Meta:
        icon = "crosshairs"
        label = _("Product on the picture")
        label_format = "{product}"
        form_classname = "struct-block hotspot"


class HotspotsBlock(StoryBlock):
    """A picture with the products that are to be seen on it."""

    image = PictureChooserBlock(label=_("Picture"))
    spots = blocks.ListBlock(
        HotspotBlock(),
        label=_("Products on the picture"),
        min_num=1,
        max_num=8,
        help_text=_("Click on the picture to place a product, or drag its number. The figures below say the same."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=120)

    class Meta:
        icon = "crosshairs"
        label = _("Picture with products")
        label_format = "{caption}"
        template = "blocks/hotspots.html"
        description = _("A picture on which products are numbered, with the list of them below.")
        form_classname = "struct-block hotspots"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        image = value["image"]
        height = round(1000 * image.height / image.width) if image is not None and image.width else 0
        shown = [(spot, offer) for spot in value["spots"] if (offer := offer_in(context, spot["product"]))]
        spots = [
            {
                "number": number,
                "offer": offer,
                "line": spot["line"],
                "x": min(max(spot["x"] * 10, 34), 966),
                "y": min(max(round(spot["y"] * height / 100), 34), max(height - 34, 34)),
            }
            for number, (spot, offer) in enumerate(shown, start=1)
        ]
        return {**context, "height": height, "spots": spots}

    def to_text(self, value: Any) -> str:
        return joined(value["caption"], *(spot["product"].title for spot in value["spots"] if spot["product"]))

    def get_preview_value(self) -> Any:
        product = self.child_blocks["spots"].child_block.child_blocks["product"].get_preview_value()
        spots = [{"product": product, "x": 40, "y": 55, "line": ""}] if product else []
        return self.normalize(
            {"image": self.child_blocks["image"].get_preview_value(), "spots": spots, "caption": "分拣棚的台子上。"}
        )


class HotspotsAdapter(StructBlockAdapter):  # type: ignore[misc]
    """The block's form with its picture to click on."""

    @cached_property
    def media(self) -> Media:
        own = Media(js=["js/admin/hotspots.js"], css={"all": ["css/admin-blocks.css"]})
        return super().media + own


telepath_register(HotspotsAdapter(), HotspotsBlock)


class CountdownBlock(StoryBlock):
    """How long until a promotion of a product begins, or until the one that runs is over.

    It shows what is planned in the shop and nothing else: without a promotion there is no countdown.
    """

    product = ProductChooserBlock()
    line = blocks.CharBlock(label=_("One line"), required=False, max_length=80)

    class Meta:
        icon = "date"
        label = _("Countdown to a promotion")
        label_format = "{product}"
        template = "blocks/countdown.html"
        description = _(
            "How long until the product's next promotion, and what it will cost. It shows only what is planned in the "
            "shop; without a promotion readers see nothing."
        )

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        offer = offer_in(context, value["product"])
        return {**context, "offer": offer, **_countdown(offer)}

    def to_text(self, value: Any) -> str:
        return joined(value["line"], value["product"].title if value["product"] else "")

    def get_preview_value(self) -> Any:
        from django.utils import timezone

        from shop.promotions.models import PromotionItem

        planned = PromotionItem.objects.filter(
            promotion__ends_at__gt=timezone.now(), promotion__cancelled_at=None, sku__product__live=True
        )
        item = planned.select_related("sku").order_by("promotion__starts_at", "pk").first()
        product = self.child_blocks["product"].chosen().filter(pk=item.sku.product_id).first() if item else None
        return self.normalize(
            {"product": product or self.child_blocks["product"].get_preview_value(), "line": "霜降那天见。"}
        )


class LotBlock(StoryBlock):
    """What is known of a lot: where it grew, when it was made, until when it is good, its reports."""

    product = ProductChooserBlock()
    lot = blocks.CharBlock(
        label=_("Lot"),
        required=False,
        max_length=40,
        help_text=_("The code of the lot. Left empty, it is the newest one whose story is public."),
    )

    class Meta:
        icon = "snippet"
        label = _("Lot facts")
        label_format = "{product} {lot}"
        template = "blocks/lot.html"
        description = _("Place, dates and reports of a lot, as they are written down in the stock.")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        code = cleaned["lot"].strip()
        if code and not Lot.objects.filter(sku__product=cleaned["product"], code=code).exists():
            message = _("This product has no lot of that code.")
            raise blocks.StructBlockValidationError(block_errors={"lot": ValidationError(message)})
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, "offer": offer_in(context, value["product"]), "told": _lot_in(context, value)}

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_api_representation(value, context=context)
        told = _lot_in(context, value)
        facts = told and {
            "code": told.code,
            "origin": told.origin,
            "produced_on": told.produced_on,
            "expires_on": told.expires_on,
        }
        return {**shown, "lot": facts or None}

    def to_text(self, value: Any) -> str:
        return value["product"].title if value["product"] else ""

    def get_preview_value(self) -> Any:
        lot = Lot.objects.filter(sku__product__live=True).order_by("story__is_public", "-pk").first()
        chooser = self.child_blocks["product"]
        product = chooser.chosen().filter(pk=lot.sku.product_id).first() if lot else chooser.get_preview_value()
        return self.normalize({"product": product, "lot": lot.code if lot else ""})


class EventBlock(StoryBlock):
    """An event, with the way to sign up: open, full, over, as it is at the moment it is read."""

    event = EventChooserBlock(label=_("Event"))
    line = blocks.CharBlock(
        label=_("Why it stands here"),
        required=False,
        max_length=80,
        help_text=_("Your own line for this story. Left empty, the event's own is shown."),
    )

    class Meta:
        icon = "date"
        label = _("Sign-up for an event")
        label_format = "{event}"
        template = "blocks/event.html"
        description = _("When and where, how many places are free, and the button; always as it is now.")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, "event": _event_in(context, value)}

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        event = _event_in(context, value)
        names = ("title", "url", "starts_at", "place", "is_online", "state", "say")
        return {"event": {name: getattr(event, name) for name in names} if event else None, "line": value["line"]}

    def to_text(self, value: Any) -> str:
        return joined(value["line"], value["event"].title if value["event"] else "")

    def get_preview_value(self) -> Any:
        return self.normalize({"event": self.child_blocks["event"].get_preview_value(), "line": ""})


def _countdown(offer: Offer | None) -> dict[str, Any]:
    """``begins`` (a promotion to come) or ``ends`` (the price of one that runs), whichever there is."""
    if offer is None:
        return {}
    lead = offer.lead
    if lead and lead.price.is_promotional:
        return {"ends": lead.price}
    return {"begins": offer.upcoming} if offer.upcoming else {}


def _lot_in(context: Any, value: Any) -> LotFacts | None:
    if value["product"] is None or not context:
        return None
    found: dict[LotKey, LotFacts] = context.get(LOTS_KEY) or {}
    return found.get(LotKey(value["product"].pk, value["lot"].strip()))


def _event_in(context: Any, value: Any) -> Happening | None:
    if value["event"] is None or not context:
        return None
    found: dict[int, Happening] = context.get(HAPPENINGS_KEY) or {}
    return found.get(value["event"].pk)
