"""Cases of after-sales, what can be asked for, and the answers."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from shop.aftersales.enums import CaseKind, CaseReason, CaseState
from shop.aftersales.models import Case, CaseEntry, CaseLine
from shop.aftersales.queries import KindChoice, LineChoice, refunds_of, replacement_of, shown_entries
from shop.aftersales.rules import CaseData, LineClaim
from shop.core.money import MAX_FEN
from shop.payments.models import Refund
from shop.shipping.carriers import carrier_choices
from shop.storefront.api.serializers.orders import ShipmentSerializer

MAX_ID = 2**63 - 1


class SkuInsteadSerializer(serializers.Serializer[Any]):
    """What a line can be exchanged for."""

    sku = serializers.IntegerField(source="pk")
    option_text = serializers.CharField(source="told.option_text")


class CaseLineChoiceSerializer(serializers.Serializer[Any]):
    """An order line that can be in a case."""

    line = serializers.IntegerField(source="line.pk")
    product_title = serializers.CharField(source="line.told.product_title")
    option_text = serializers.CharField(source="line.told.option_text")
    units = serializers.IntegerField(help_text="So many at most.")
    worth_fen = serializers.IntegerField(help_text="What all of them are worth.")
    fallen_fen = serializers.IntegerField(help_text="By how much their price has fallen.")
    instead = SkuInsteadSerializer(many=True)


class CaseChoiceSerializer(serializers.Serializer[Any]):
    """A kind of case that can be asked for now."""

    kind = serializers.ChoiceField(choices=CaseKind.choices)
    reasons = serializers.ListField(child=serializers.ChoiceField(choices=CaseReason.choices))
    calls_off = serializers.BooleanField(help_text="Nothing has left: the order is called off as a whole.")
    lines = serializers.SerializerMethodField()

    @extend_schema_field(CaseLineChoiceSerializer(many=True))
    def get_lines(self, choice: KindChoice) -> list[dict[str, Any]]:
        rows: list[LineChoice] = list(choice.lines)
        return [dict(CaseLineChoiceSerializer(row).data) for row in rows]


class CaseClaimSerializer(serializers.Serializer[Any]):
    """Units of an order line."""

    line = serializers.IntegerField(min_value=1, max_value=MAX_ID)
    units = serializers.IntegerField(min_value=1, max_value=999)
    to_sku = serializers.IntegerField(
        min_value=1, max_value=MAX_ID, required=False, allow_null=True, help_text="Of an exchange: what instead."
    )


class CaseCreateSerializer(serializers.Serializer[Any]):
    """Ask for something to be put right."""

    kind = serializers.ChoiceField(choices=CaseKind.choices)
    reason = serializers.ChoiceField(choices=CaseReason.choices)
    lines = CaseClaimSerializer(many=True, allow_empty=True, default=list)
    words = serializers.CharField(max_length=500, allow_blank=True, default="")
    amount_fen = serializers.IntegerField(
        min_value=1, max_value=MAX_FEN, required=False, allow_null=True, help_text="Less than the goods are worth."
    )
    pictures = serializers.ListField(
        child=serializers.UUIDField(), max_length=6, default=list, help_text="As `/cart/pictures/` named them."
    )

    def data_given(self) -> CaseData:
        """What is asked for."""
        data = self.validated_data
        return CaseData(
            kind=CaseKind(data["kind"]),
            reason=CaseReason(data["reason"]),
            claims=tuple(LineClaim(row["line"], row["units"], row.get("to_sku")) for row in data["lines"]),
            words=data["words"],
            amount_fen=data.get("amount_fen"),
            pictures=tuple(str(public_id) for public_id in data["pictures"]),
        )


class CaseParcelSerializer(serializers.Serializer[Any]):
    """The parcel that brings goods back."""

    carrier = serializers.ChoiceField(choices=carrier_choices())
    tracking_number = serializers.CharField(max_length=60)


class CaseAnswerSerializer(serializers.Serializer[Any]):
    """Yes or no to an offer; a no says why."""

    accepts = serializers.BooleanField()
    text = serializers.CharField(max_length=300, allow_blank=True, default="")


class CaseLineSerializer(serializers.ModelSerializer[CaseLine]):
    """Units of an order line in a case."""

    product_title = serializers.CharField(source="line.told.product_title", read_only=True)
    option_text = serializers.CharField(source="line.told.option_text", read_only=True)

    class Meta:
        model = CaseLine
        fields = [
            "line", "product_title", "option_text", "units", "to_sku", "asked_fen", "refunded_fen", "good", "damaged",
        ]  # fmt: skip


class CaseEntrySerializer(serializers.ModelSerializer[CaseEntry]):
    """A step that was taken."""

    class Meta:
        model = CaseEntry
        fields = ["state", "actor", "text", "amount_fen", "at"]


class CaseRefundSerializer(serializers.ModelSerializer[Refund]):
    """Money on its way back."""

    class Meta:
        model = Refund
        fields = ["amount_fen", "state", "succeeded_at"]


class CaseReturnPlaceSerializer(serializers.Serializer[Any]):
    """Where goods are sent back to."""

    name = serializers.CharField()
    address = serializers.CharField()


class CaseSerializer(serializers.ModelSerializer[Case]):
    """A case of this customer."""

    order = serializers.CharField(source="order.number", read_only=True)
    state = serializers.SerializerMethodField()
    lines = CaseLineSerializer(many=True, read_only=True)
    steps = serializers.SerializerMethodField()
    refunds = serializers.SerializerMethodField()
    replacement = serializers.SerializerMethodField()
    send_back_to = CaseReturnPlaceSerializer(source="place", read_only=True, allow_null=True)

    class Meta:
        model = Case
        fields = [
            "number",
            "order",
            "kind",
            "state",
            "reason",
            "words",
            "asked_fen",
            "freight_fen",
            "offered_fen",
            "refunded_fen",
            "due_at",
            "opened_at",
            "closed_at",
            "send_back_to",
            "carrier",
            "tracking_number",
            "replacement",
            "lines",
            "steps",
            "refunds",
        ]

    @extend_schema_field(serializers.ChoiceField(choices=CaseState.choices))
    def get_state(self, case: Case) -> str:
        return case.state_at(self.context["at"]).value

    @extend_schema_field(ShipmentSerializer(allow_null=True))
    def get_replacement(self, case: Case) -> dict[str, Any] | None:
        parcel = replacement_of(case)
        return dict(ShipmentSerializer(parcel).data) if parcel else None

    @extend_schema_field(CaseEntrySerializer(many=True))
    def get_steps(self, case: Case) -> list[dict[str, Any]]:
        return [dict(CaseEntrySerializer(entry).data) for entry in shown_entries(case)]

    @extend_schema_field(CaseRefundSerializer(many=True))
    def get_refunds(self, case: Case) -> list[dict[str, Any]]:
        return [dict(CaseRefundSerializer(refund).data) for refund in refunds_of(case)]


class CasesOfOrderSerializer(serializers.Serializer[Any]):
    """What can be asked for with an order now, and its cases."""

    choices = CaseChoiceSerializer(many=True)
    cases = CaseSerializer(many=True)
