"""Invoices of own orders."""

from typing import Any

from rest_framework import serializers

from shop.invoices.enums import InvoiceState, TitleKind
from shop.invoices.models import Invoice
from shop.invoices.rules import MAX_TITLE, TitleData, clean_title


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

    def title_given(self) -> TitleData:
        """Checked as on the page."""
        return clean_title(**self.validated_data)
