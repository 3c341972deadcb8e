"""Ordering in advance."""

from typing import Any

from rest_framework import serializers

from shop.customers.rules import AddressData
from shop.orders.enums import DepositFate
from shop.orders.rules import MAX_LINE_QUANTITY
from shop.storefront.api.serializers.orders import AddressSerializer


class AdvanceOrderSerializer(serializers.Serializer[Any]):
    """Units of a pre-sale."""

    quantity = serializers.IntegerField(min_value=1, max_value=MAX_LINE_QUANTITY)
    address = AddressSerializer()
    expected_total_fen = serializers.IntegerField(
        min_value=0, max_value=2**63 - 1, help_text="The total the shopper saw, freight included; another is refused."
    )
    touch = serializers.CharField(max_length=2000, allow_blank=True, default="", help_text="As with any order.")

    def address_data(self) -> AddressData:
        return AddressData(**self.validated_data["address"])


class GiveUpSerializer(serializers.Serializer[Any]):
    """What the shopper was told becomes of the deposit."""

    expected_fate = serializers.ChoiceField(
        choices=[DepositFate.KEPT, DepositFate.RETURNED],
        help_text="`kept` for earnest money, `returned` for a part payment; anything else than is so is refused.",
    )
