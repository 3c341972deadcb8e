"""Invoices of own orders."""

from typing import Any

from rest_framework import serializers

from shop.invoices.enums import InvoiceState, TitleKind
from shop.invoices.models import Invoice
from shop.invoices.queries import TopUp
from shop.invoices.rules import MAX_TITLE


class InvoiceSerializer(serializers.ModelSerializer[Invoice]):
    """What was asked for, and what became of it."""

    id = serializers.UUIDField(source="public_id")
    state = serializers.ChoiceField(choices=InvoiceState.choices)
    kind = serializers.ChoiceField(choices=TitleKind.choices)

    class Meta:
        model = Invoice
        fields = [
            "id",
            "state",
            "kind",
            "title",
            "tax_number",
            "reason",
            "number",
            "amount_fen",
            "issued_on",
            "reversal_number",
            "requested_at",
        ]


class InvoiceRequestSerializer(serializers.Serializer[Any]):
    """Whom it is for."""

    kind = serializers.ChoiceField(choices=TitleKind.choices)
    title = serializers.CharField(min_length=2, max_length=MAX_TITLE)
    tax_number = serializers.CharField(
        max_length=30, required=False, allow_blank=True, default="", help_text="Required of companies."
    )


class InvoicedTopUpSerializer(serializers.Serializer[TopUp]):
    """What was put into the wallet, with its invoices."""

    reference = serializers.CharField(source="payment.reference")
    amount_fen = serializers.IntegerField(source="payment.amount_fen")
    kept_fen = serializers.IntegerField(
        source="payment.kept_fen", help_text="What of it was not withdrawn: the sum of an invoice asked for now."
    )
    paid_at = serializers.DateTimeField(source="payment.succeeded_at")
    may_ask = serializers.BooleanField(help_text="Whether an invoice can be asked for.")
    invoices = InvoiceSerializer(many=True, help_text="Newest first, without requests that were withdrawn.")
