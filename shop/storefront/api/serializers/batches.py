"""What is in the cart for several people."""

from typing import Any

from rest_framework import serializers

from shop.orders.models import Receiver
from shop.orders.rules import MAX_LINE_QUANTITY, MAX_RECEIVERS
from shop.storefront.api.serializers.orders import OrderSerializer


def _text(name: str) -> serializers.CharField:
    most = Receiver._meta.get_field(name).max_length  # type: ignore[union-attr]
    return serializers.CharField(max_length=most, allow_blank=True, default="")


class ReceiverSerializer(serializers.Serializer[Any]):
    """Somebody who gets a parcel, as far as it is known: `/batches/check/` says what is wrong."""

    recipient = _text("recipient")
    phone = _text("phone")
    province = _text("province")
    city = _text("city")
    district = _text("district")
    street = _text("street")
    gift_text = _text("gift_text")
    delivery_on = serializers.CharField(
        max_length=40, allow_blank=True, default="", help_text="Not before this day: `2026-12-24`."
    )
    quantities = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=MAX_LINE_QUANTITY),
        default=dict,
        help_text="SKU id → units, where it is not what the cart has.",
    )


class BatchCheckSerializer(serializers.Serializer[Any]):
    """People, or a text in which they stand, each on a line."""

    receivers = serializers.ListField(child=ReceiverSerializer(), max_length=MAX_RECEIVERS, default=list)
    text = serializers.CharField(max_length=50_000, allow_blank=True, default="", help_text="Instead of `receivers`.")


class BatchCreateSerializer(serializers.Serializer[Any]):
    """Order the cart for each of them."""

    receivers = serializers.ListField(child=ReceiverSerializer(), min_length=1, max_length=MAX_RECEIVERS)
    expected_total_fen = serializers.IntegerField(
        min_value=0, max_value=2**63 - 1, help_text="The total the shopper saw; another one is refused."
    )
    note = serializers.CharField(max_length=200, allow_blank=True, default="")
    touch = serializers.CharField(
        max_length=2000,
        allow_blank=True,
        default="",
        help_text="The token that `/links/{code}/` gave: where these orders came from.",
    )


class CheckedReceiverSerializer(serializers.Serializer[Any]):
    """One of them, with the price of the parcel or what is wrong with it."""

    receiver = ReceiverSerializer()
    problems = serializers.DictField(child=serializers.CharField(), help_text="Field → words; empty: it can be sent.")
    is_double = serializers.BooleanField(help_text="The same number and street stand further up.")
    goods_fen = serializers.IntegerField()
    freight_fen = serializers.IntegerField()
    total_fen = serializers.IntegerField()


class BatchQuoteSerializer(serializers.Serializer[Any]):
    """What all of it costs; nothing was ordered."""

    rows = CheckedReceiverSerializer(many=True)
    problems = serializers.ListField(child=serializers.CharField(), help_text="What is wrong with all of it, in words.")
    is_orderable = serializers.BooleanField()
    goods_fen = serializers.IntegerField()
    freight_fen = serializers.IntegerField()
    total_fen = serializers.IntegerField()


class BatchSerializer(serializers.Serializer[Any]):
    """Orders that are paid together."""

    number = serializers.CharField()
    placed_at = serializers.DateTimeField()
    total_fen = serializers.IntegerField()
    due_fen = serializers.IntegerField(help_text="What is to be paid now, once for all of them.")
    orders = OrderSerializer(many=True)
