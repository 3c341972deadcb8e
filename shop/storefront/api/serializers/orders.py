"""Orders, their parcels and vouchers, and the way to pay."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from shop.core.errors import InvalidInput
from shop.customers.rules import AddressData, ContactData, clean_phone
from shop.inventory.models import Place
from shop.orders.enums import OrderStatus
from shop.orders.models import Order, OrderDeposit, OrderLine, Shipment, ShipmentLine
from shop.orders.wishes import Wishes
from shop.shipping.models import TrackingEvent
from shop.storefront.api.serializers.common import AnswerSerializer
from shop.storefront.api.serializers.places import PickupPlaceSerializer
from shop.vouchers.enums import VoucherState
from shop.vouchers.models import Voucher
from shop.vouchers.qr import voucher_url


class AddressSerializer(serializers.Serializer[Any]):
    """Where the parcel goes."""

    recipient = serializers.CharField(max_length=40)
    phone = serializers.CharField(max_length=20)
    province = serializers.CharField(max_length=20)
    city = serializers.CharField(max_length=30)
    district = serializers.CharField(max_length=30, allow_blank=True, default="")
    street = serializers.CharField(max_length=200)

    def validate_phone(self, value: str) -> str:
        try:
            return clean_phone(value)
        except InvalidInput as error:
            raise serializers.ValidationError(str(error)) from error


class OrderCreateSerializer(serializers.Serializer[Any]):
    """Order the cart as it is. Without anything to ship in it a mobile number is enough."""

    address = AddressSerializer(required=False)
    phone = serializers.CharField(
        max_length=30, required=False, help_text="Instead of an address, when the cart's `needs_shipping` is false."
    )
    recipient = serializers.CharField(
        max_length=40, required=False, allow_blank=True, help_text="Who fetches it, with `pickup_place`."
    )
    note = serializers.CharField(max_length=200, allow_blank=True, default="")
    delivery_on = serializers.DateField(required=False, allow_null=True, help_text="Not before this day.")
    gift_text = serializers.CharField(max_length=200, allow_blank=True, default="", help_text="Words for a card.")
    pickup_place = serializers.PrimaryKeyRelatedField(
        queryset=Place.objects.for_pickup(),
        required=False,
        allow_null=True,
        help_text="It is fetched there: `phone` and `recipient` instead of an address, and no freight.",
    )
    expected_total_fen = serializers.IntegerField(
        min_value=0, max_value=2**63 - 1, help_text="The total the shopper saw; another one is refused."
    )
    touch = serializers.CharField(
        max_length=2000,
        allow_blank=True,
        default="",
        help_text="The token that `/links/{code}/` gave: where this order came from.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "address" not in attrs and "phone" not in attrs:
            raise serializers.ValidationError({"address": [self.fields["address"].error_messages["required"]]})
        return attrs

    def address_data(self) -> AddressData | ContactData:
        if "address" in self.validated_data:
            return AddressData(**self.validated_data["address"])
        return ContactData(phone=self.validated_data["phone"], recipient=self.validated_data.get("recipient", ""))

    def wishes(self) -> Wishes:
        data = self.validated_data
        return Wishes(
            delivery_on=data.get("delivery_on"),
            gift_text=data["gift_text"],
            pickup_place=data.get("pickup_place"),
        )


class VoucherPlaceSerializer(serializers.ModelSerializer[Place]):
    """Where a voucher is redeemed."""

    name = serializers.CharField(source="told.name", read_only=True)
    address = serializers.CharField(source="told.address", read_only=True)

    class Meta:
        model = Place
        fields = ["name", "address"]


class VoucherSerializer(serializers.ModelSerializer[Voucher]):
    """A code that is good once. Draw `url` as QR code."""

    state = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    places = VoucherPlaceSerializer(many=True, read_only=True, help_text="None: at any place of the brand.")

    class Meta:
        model = Voucher
        fields = ["code", "url", "state", "valid_from", "valid_until", "conditions", "places", "redeemed_at"]

    @extend_schema_field(serializers.ChoiceField(choices=VoucherState.choices))
    def get_state(self, voucher: Voucher) -> str:
        return voucher.state_at(self.context["at"]).value

    @extend_schema_field(serializers.URLField())
    def get_url(self, voucher: Voucher) -> str:
        return voucher_url(voucher.code)


class OrderLineSerializer(serializers.ModelSerializer[OrderLine]):
    """What was promised."""

    product_title = serializers.CharField(source="told.product_title", read_only=True)
    option_text = serializers.CharField(source="told.option_text", read_only=True)
    specification = AnswerSerializer(many=True)
    vouchers = VoucherSerializer(many=True, read_only=True, help_text="Of a voucher product, once it is paid.")

    class Meta:
        model = OrderLine
        fields = [
            "product_title",
            "option_text",
            "sku_code",
            "quantity",
            "unit_price_fen",
            "list_price_fen",
            "surcharge_fen",
            "promotion_name",
            "total_fen",
            "shipped_quantity",
            "freight_fen",
            "kind",
            "specification",
            "production_days",
            "vouchers",
        ]


class ShipmentLineSerializer(serializers.ModelSerializer[ShipmentLine]):
    """What is in a parcel."""

    sku_code = serializers.CharField(source="line.sku_code", read_only=True)
    title = serializers.CharField(source="line.told_title", read_only=True)

    class Meta:
        model = ShipmentLine
        fields = ["sku_code", "title", "quantity"]


class TrackingEventSerializer(serializers.ModelSerializer[TrackingEvent]):
    """What the carrier says about a parcel."""

    class Meta:
        model = TrackingEvent
        fields = ["kind", "at", "place", "text"]


class ShipmentSerializer(serializers.ModelSerializer[Shipment]):
    """A parcel."""

    case = serializers.CharField(
        source="reference", read_only=True, help_text="The case whose replacement is in it; empty: the order's own."
    )
    lines = ShipmentLineSerializer(many=True, read_only=True)
    tracking = TrackingEventSerializer(
        source="news", many=True, read_only=True, help_text="What is known of its way, the latest first."
    )

    class Meta:
        model = Shipment
        fields = ["carrier", "tracking_number", "shipped_at", "case", "lines", "tracking"]


class DepositSerializer(serializers.ModelSerializer[OrderDeposit]):
    """How an order is paid in two parts."""

    balance_fen = serializers.IntegerField(
        read_only=True, help_text="As it was agreed; less is asked for if the price has fallen since (`ship_on`)."
    )
    is_balance_open = serializers.SerializerMethodField(help_text="Whether it can be paid now.")

    class Meta:
        model = OrderDeposit
        fields = [
            "kind",
            "amount_fen",
            "balance_fen",
            "balance_from",
            "balance_until",
            "is_balance_open",
            "ship_on",
            "paid_at",
            "fate",
        ]

    @extend_schema_field(serializers.BooleanField())
    def get_is_balance_open(self, deposit: OrderDeposit) -> bool:
        at = self.context["at"]
        return deposit.order.status_at(at) == OrderStatus.DEPOSIT and deposit.is_balance_open(at)


class AmendmentSerializer(serializers.ModelSerializer[Order]):
    """An order that changes this one: it adds to it, exchanges something in it, or takes its place."""

    status = serializers.SerializerMethodField()
    due_fen = serializers.SerializerMethodField(help_text="What is paid with new money; 0 once that is done.")

    class Meta:
        model = Order
        fields = ["number", "status", "total_fen", "credit_fen", "due_fen", "expires_at"]

    @extend_schema_field(serializers.ChoiceField(choices=OrderStatus.choices))
    def get_status(self, order: Order) -> str:
        return order.status_at(self.context["at"]).value

    @extend_schema_field(serializers.IntegerField())
    def get_due_fen(self, order: Order) -> int:
        is_due = order.status_at(self.context["at"]) == OrderStatus.PENDING
        return order.total_fen - order.credit_fen if is_due else 0


class OrderSerializer(serializers.ModelSerializer[Order]):
    """An order of this customer."""

    status = serializers.SerializerMethodField()
    lines = OrderLineSerializer(many=True, read_only=True)
    address = AddressSerializer(source="*", read_only=True)
    shipments = ShipmentSerializer(many=True, read_only=True, help_text="Its parcels, the first one first.")
    pickup_place = PickupPlaceSerializer(read_only=True, allow_null=True)
    deposit = DepositSerializer(
        read_only=True, allow_null=True, default=None, help_text="Of an order that is paid in two parts."
    )
    amends = serializers.SlugRelatedField[Order](
        slug_field="number", read_only=True, allow_null=True, help_text="The number of the order that it changes."
    )
    amendments = AmendmentSerializer(many=True, read_only=True, help_text="The orders that change it.")
    ready_on = serializers.DateField(
        read_only=True, allow_null=True, help_text="When what is made to order is ready; null before the payment."
    )

    class Meta:
        model = Order
        fields = [
            "number",
            "status",
            "cancel_reason",
            "lines",
            "goods_fen",
            "freight_fen",
            "total_fen",
            "deposit",
            "credit_fen",
            "amends",
            "amendments",
            "address",
            "note",
            "shipments",
            "delivery_on",
            "gift_text",
            "pickup_place",
            "ready_on",
            "needs_shipping",
            "placed_at",
            "expires_at",
            "paid_at",
            "shipped_at",
            "receive_by",
            "completed_at",
            "cancelled_at",
        ]

    @extend_schema_field(serializers.ChoiceField(choices=OrderStatus.choices))
    def get_status(self, order: Order) -> str:
        return order.status_at(self.context["at"]).value


class PaymentCreateSerializer(serializers.Serializer[Any]):
    """Which way to pay."""

    gateway = serializers.CharField(max_length=20)


class PaymentStartedSerializer(serializers.Serializer[Any]):
    """How the shopper pays: at `url`, which is always there. A client that can do better shows `qr` as a QR code, or
    hands `jsapi` to WeChat's payment sheet.
    """

    reference = serializers.CharField()
    amount_fen = serializers.IntegerField()
    url = serializers.CharField()
    qr = serializers.CharField(allow_blank=True)
    jsapi = serializers.DictField(child=serializers.CharField())


class GatewaySerializer(serializers.Serializer[Any]):
    """A way to pay."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field named like an attribute of its base
