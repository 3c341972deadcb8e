"""A customer's wallet."""

from typing import Any

from rest_framework import serializers

from shop.core.money import MAX_FEN
from shop.ledger.enums import EntryKind
from shop.payments.enums import RefundState
from shop.payments.queries import StatementRow, WithdrawalState
from shop.storefront.api.serializers.orders import GatewaySerializer


class OfferSerializer(serializers.Serializer[Any]):
    """What the shop adds to one top-up."""

    from_fen = serializers.IntegerField(help_text="For a top-up of so much or more.")
    bonus_fen = serializers.IntegerField()


class WalletSerializer(serializers.Serializer[Any]):
    """What is in it, and by which rules more is put in."""

    principal_fen = serializers.IntegerField(help_text="Paid in; it can be withdrawn at any time.")
    bonus_fen = serializers.IntegerField(help_text="Added by the shop; it can be spent, and not be withdrawn.")
    balance_fen = serializers.IntegerField(help_text="Both together: what can be spent.")
    is_open = serializers.BooleanField(help_text="Whether top-ups are taken at the moment.")
    max_balance_fen = serializers.IntegerField(help_text="The most it may hold after a top-up, bonus included.")
    min_top_up_fen = serializers.IntegerField()
    offers = OfferSerializer(many=True)
    gateways = GatewaySerializer(many=True, help_text="What a top-up can be paid with.")


class StatementRowSerializer(serializers.Serializer[StatementRow]):
    """A movement of the wallet: what it changed of both parts, negative for what went out."""

    kind = serializers.ChoiceField(choices=EntryKind.choices)
    label = serializers.CharField(source="kind.label")  # type: ignore[assignment]  # as in gateways
    order = serializers.CharField(source="topic", help_text="The order it is about, or empty.")
    document = serializers.CharField()
    at = serializers.DateTimeField()
    principal_fen = serializers.IntegerField()
    bonus_fen = serializers.IntegerField()


class WithdrawalSerializer(serializers.Serializer[WithdrawalState]):
    """Principal on its way back to where it was paid in from."""

    number = serializers.CharField(source="withdrawal.number")
    amount_fen = serializers.IntegerField(source="withdrawal.amount_fen")
    lapsed_bonus_fen = serializers.IntegerField(
        source="withdrawal.lapsed_fen", help_text="The bonus that ended with it, in proportion."
    )
    created_at = serializers.DateTimeField(source="withdrawal.created_at")
    state = serializers.ChoiceField(
        choices=[RefundState.REQUESTED, RefundState.SUCCEEDED, RefundState.FAILED],
        help_text="`failed`: a part was refused where it came from, and is in the wallet again.",
    )
    sent_fen = serializers.IntegerField()
    restored_fen = serializers.IntegerField()


class TopUpSerializer(serializers.Serializer[Any]):
    """How much, and how it is paid."""

    amount_fen = serializers.IntegerField(min_value=1, max_value=MAX_FEN)
    gateway = serializers.CharField(max_length=20)


class WithdrawSerializer(serializers.Serializer[Any]):
    """How much."""

    amount_fen = serializers.IntegerField(min_value=1, max_value=MAX_FEN)
