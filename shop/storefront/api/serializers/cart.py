"""The cart, and pictures for order forms."""

from typing import Any

from rest_framework import serializers

from shop.orders.queries import Quote, QuoteLine
from shop.orders.rules import MAX_LINE_QUANTITY
from shop.shipping.rules import Parcel
from shop.storefront.api.serializers.common import AnswerSerializer

# ``shop.orders.queries.QuoteLine``.
PROBLEMS = [
    "",
    "gone",
    "in_advance",
    "owned",
    "specification",
    "sold_out",
    "too_many",
    "person_limit",
    "promotion_left",
]


class CartLineSerializer(serializers.Serializer[QuoteLine]):
    """A line of the cart as it stands now."""

    sku = serializers.IntegerField(source="line.sku_id")
    product = serializers.CharField(source="line.sku.product.told.title")
    slug = serializers.CharField(source="line.sku.product.slug")
    options = serializers.CharField(source="line.sku.told.option_text")
    quantity = serializers.IntegerField(source="line.quantity")
    key = serializers.CharField(
        source="line.spec_key", help_text="Tells lines of one SKU with different answers apart; empty without answers."
    )
    specification = AnswerSerializer(source="specification.answers", many=True)
    price_fen = serializers.IntegerField(source="offer.price.price_fen")
    surcharge_fen = serializers.IntegerField(source="specification.surcharge_fen")
    total_fen = serializers.IntegerField(help_text="(price + surcharge) × quantity")
    change_fen = serializers.IntegerField(
        help_text="By how much one costs more (negative: less) than when it was put in."
    )
    available = serializers.IntegerField(source="offer.available")
    problem = serializers.ChoiceField(
        choices=[
            "",
            "gone",
            "in_advance",
            "owned",
            "specification",
            "sold_out",
            "too_many",
            "person_limit",
            "promotion_left",
        ],
        help_text="Why this line cannot be ordered as it is; empty when it can.",
    )


class ParcelSerializer(serializers.Serializer[Parcel]):
    """Goods that are charged together."""

    name = serializers.CharField()
    fen = serializers.IntegerField()


class CartSerializer(serializers.Serializer[Quote]):
    """The cart with today's prices. Nothing in it is reserved."""

    lines = CartLineSerializer(many=True)
    goods_fen = serializers.IntegerField()
    freight_fen = serializers.IntegerField(help_text="0 as long as `is_freight_known` is false.")
    parcels = ParcelSerializer(many=True, help_text="What the freight is made of.")
    needs_region = serializers.BooleanField(help_text="Whether the freight depends on where it goes.")
    is_freight_known = serializers.BooleanField(help_text="Ask again with `region` if not.")
    no_delivery = serializers.CharField(help_text="Why it cannot be sent there, for people; empty if it can.")
    free_in_fen = serializers.IntegerField(help_text="So much more, and delivery is free; 0: not to be had.")
    total_fen = serializers.IntegerField(help_text="Send it back as `expected_total_fen` when ordering.")
    is_orderable = serializers.BooleanField()
    needs_shipping = serializers.BooleanField(help_text="Whether an address is needed.")


class CartAddSerializer(serializers.Serializer[Any]):
    """Units to put into the cart, on top of what is there."""

    sku = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    quantity = serializers.IntegerField(min_value=1, max_value=MAX_LINE_QUANTITY, default=1)
    specification = serializers.DictField(
        child=serializers.CharField(max_length=2000, allow_blank=True, trim_whitespace=False),
        required=False,
        help_text="For what is made to order: question id → answer (a choice's id, a date such as 2026-12-24, the id "
        "of a picture sent before, or a text).",
    )


class CartSetSerializer(serializers.Serializer[Any]):
    """The quantity a line should have; 0 removes it."""

    quantity = serializers.IntegerField(min_value=0, max_value=MAX_LINE_QUANTITY)


class PictureSentSerializer(serializers.Serializer[Any]):
    """A picture for the answer of a question."""

    id = serializers.UUIDField(source="public_id", help_text="The answer to give in `specification`.")
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class PictureUploadSerializer(serializers.Serializer[Any]):
    """A picture file."""

    file = serializers.FileField(help_text="JPEG, PNG, WebP or HEIC, 10 MB at most.")
