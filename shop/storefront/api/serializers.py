"""The shapes of requests and answers. Every amount is integer fen and its name ends in ``_fen``; times are ISO 8601."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from shop.catalog.attributes import Fact
from shop.catalog.enums import AttributeKind, ProductKind, SpecKind
from shop.catalog.models import Collection
from shop.catalog.price_history import History, Step
from shop.catalog.queries import category_trail, facts_of, order_forms
from shop.catalog.shown import ShownBadge
from shop.catalog.specification import Answer, Choice, OrderForm, Question
from shop.core.errors import InvalidInput
from shop.customers.rules import AddressData, ContactData, clean_phone
from shop.enquiries.rules import MAX_MESSAGE
from shop.inventory.models import Place
from shop.orders.enums import OrderStatus
from shop.orders.models import Order, OrderLine, Shipment
from shop.orders.queries import Quote, QuoteLine
from shop.orders.rules import MAX_LINE_QUANTITY
from shop.promotions.queries import Offer, SkuOffer
from shop.vouchers.enums import VoucherState
from shop.vouchers.models import Voucher
from shop.vouchers.qr import voucher_url

PRODUCT_STATES = ["available", "sold_out", "coming", "elsewhere", "on_request"]
PICTURE_SPEC = "width-800|format-webp"


class PictureSerializer(serializers.Serializer[Any]):
    """A picture of the media library at 800 pixels width."""

    url = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    alt = serializers.CharField()


def picture(image: Any) -> dict[str, Any] | None:
    """The ``PictureSerializer`` shape of an image, None without one."""
    if image is None:
        return None
    rendition = image.get_rendition(PICTURE_SPEC)
    return {"url": rendition.url, "width": rendition.width, "height": rendition.height, "alt": image.default_alt_text}


class SkuSerializer(serializers.Serializer[SkuOffer]):
    """A SKU with its price and stock now."""

    id = serializers.IntegerField(source="sku.pk")
    code = serializers.CharField(source="sku.code")
    options = serializers.CharField(source="sku.option_text")
    price_fen = serializers.IntegerField(source="price.price_fen")
    list_price_fen = serializers.IntegerField(source="price.list_fen", help_text="What is asked without a promotion.")
    reference_price_fen = serializers.IntegerField(
        source="price.reference_fen",
        allow_null=True,
        help_text="May be struck through: the lowest price it was sold at in the 7 days before the promotion, "
        "else the last one; null when it was never sold.",
    )
    promotion = serializers.CharField(source="price.promotion_name")
    promotion_ends_at = serializers.DateTimeField(source="price.ends_at", allow_null=True)
    per_person_limit = serializers.IntegerField(source="price.per_person_limit", allow_null=True)
    available = serializers.IntegerField(help_text="Units that can be bought now.")


class UpcomingSerializer(serializers.Serializer[Any]):
    """The next promotion on a product."""

    name = serializers.CharField()
    starts_at = serializers.DateTimeField()
    price_fen = serializers.IntegerField()


class ChoiceSerializer(serializers.Serializer[Choice]):
    """An answer that can be chosen."""

    id = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field named like an attribute of its base
    surcharge_fen = serializers.IntegerField(help_text="Comes on top of the SKU's price.")


class QuestionSerializer(serializers.Serializer[Question]):
    """A question of the order form of what is made to order."""

    id = serializers.IntegerField(help_text="The key of its answer in `specification`.")
    kind = serializers.ChoiceField(choices=SpecKind.choices)
    label = serializers.CharField()  # type: ignore[assignment]  # likewise
    help_text = serializers.CharField()  # type: ignore[assignment]  # likewise
    is_required = serializers.BooleanField()
    max_length = serializers.IntegerField(help_text="For a text: characters at most.")
    lead_days = serializers.IntegerField(help_text="For a date: so many days from today at least.")
    choices = ChoiceSerializer(many=True)


class OrderFormSerializer(serializers.Serializer[OrderForm]):
    """What is asked about a product that is made to order."""

    production_days = serializers.IntegerField(help_text="Days from the payment until it is ready.")
    questions = QuestionSerializer(many=True)


class AnswerSerializer(serializers.Serializer[Answer]):
    """What was answered to a question."""

    label = serializers.CharField()  # type: ignore[assignment]  # likewise
    kind = serializers.ChoiceField(choices=SpecKind.choices)
    value = serializers.CharField()
    text = serializers.CharField(help_text="The answer for people.")
    surcharge_fen = serializers.IntegerField()


class PictureSentSerializer(serializers.Serializer[Any]):
    """A picture for the answer of a question."""

    id = serializers.UUIDField(source="public_id", help_text="The answer to give in `specification`.")
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class PictureUploadSerializer(serializers.Serializer[Any]):
    """A picture file."""

    file = serializers.FileField(help_text="JPEG, PNG, WebP or HEIC, 10 MB at most.")


class PlaceSerializer(serializers.Serializer[Any]):
    """A category or tag; ask ``/products/?category=<slug>`` or ``?tag=<slug>`` for what is there."""

    slug = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()


class FactSerializer(serializers.Serializer[Fact]):
    """A line of the table of facts."""

    name = serializers.CharField()
    text = serializers.CharField(help_text="The value for people, with its unit.")
    kind = serializers.ChoiceField(choices=AttributeKind.choices)
    value = serializers.JSONField(help_text="A string, a number or a boolean; a date is `YYYY-MM-DD`.")
    unit = serializers.CharField()


class BadgeSerializer(serializers.Serializer[ShownBadge]):
    """A word on a product's picture."""

    name = serializers.CharField()
    evidence = serializers.CharField(help_text="What makes it true, in words.")
    days = serializers.IntegerField(allow_null=True, help_text="Of a badge for what is new: for so many days.")


class VideoSerializer(serializers.Serializer[Any]):
    """A film of a product."""

    title = serializers.CharField()
    url = serializers.CharField(source="file.url")
    media_type = serializers.ChoiceField(choices=["video/mp4", "video/webm"])
    captions_url = serializers.SerializerMethodField(help_text="A WebVTT file; null without captions.")
    poster = serializers.SerializerMethodField()

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_captions_url(self, video: Any) -> str | None:
        return video.captions.url if video.captions else None

    @extend_schema_field(PictureSerializer(allow_null=True))
    def get_poster(self, video: Any) -> dict[str, Any] | None:
        return picture(self.context["poster"])


class ProductListSerializer(serializers.Serializer[Offer]):
    """A product as a card shows it."""

    slug = serializers.CharField(source="product.slug")
    title = serializers.CharField(source="product.title")
    subtitle = serializers.CharField(source="product.subtitle")
    kind = serializers.ChoiceField(source="product.kind", choices=ProductKind.choices)
    state = serializers.ChoiceField(
        choices=PRODUCT_STATES,
        help_text="`elsewhere` and `on_request` are not sold here and have no SKUs.",
    )
    price_fen = serializers.IntegerField(
        source="lead.price.price_fen", allow_null=True, default=None, help_text="The lowest price that can be bought."
    )
    reference_price_fen = serializers.IntegerField(source="lead.price.reference_fen", allow_null=True, default=None)
    has_price_range = serializers.BooleanField(source="has_range")
    cover = serializers.SerializerMethodField()
    url = serializers.CharField(source="product.get_absolute_url")
    badges = BadgeSerializer(many=True)

    @extend_schema_field(PictureSerializer(allow_null=True))
    def get_cover(self, offer: Offer) -> dict[str, Any] | None:
        return picture(offer.product.cover)


class ProductSerializer(ProductListSerializer):
    """A product as its page shows it."""

    body_html = serializers.CharField(source="product.body")
    pictures = serializers.SerializerMethodField()
    skus = SkuSerializer(many=True)
    order_form = serializers.SerializerMethodField()
    upcoming = UpcomingSerializer(allow_null=True)
    facts = serializers.SerializerMethodField()
    categories = serializers.SerializerMethodField(help_text="Its category and those above it, from the top.")
    tags = serializers.SerializerMethodField()

    video = serializers.SerializerMethodField()

    @extend_schema_field(VideoSerializer(allow_null=True))
    def get_video(self, offer: Offer) -> Any:
        product = offer.product
        context = {"poster": product.video_poster or product.cover}
        return VideoSerializer(product.video, context=context).data if product.video else None

    @extend_schema_field(PlaceSerializer(many=True))
    def get_categories(self, offer: Offer) -> Any:
        rows = category_trail(offer.product.category)
        return [{"slug": row.slug, "title": row.title, "url": row.get_absolute_url()} for row in rows]

    @extend_schema_field(PlaceSerializer(many=True))
    def get_tags(self, offer: Offer) -> Any:
        rows = offer.product.tags.all()
        return [{"slug": row.slug, "title": row.name, "url": row.get_absolute_url()} for row in rows]

    @extend_schema_field(FactSerializer(many=True))
    def get_facts(self, offer: Offer) -> Any:
        return [FactSerializer(fact).data for fact in facts_of(offer.product)]

    @extend_schema_field(OrderFormSerializer(allow_null=True))
    def get_order_form(self, offer: Offer) -> dict[str, Any] | None:
        form = order_forms([offer.product]).get(offer.product.pk)
        return dict(OrderFormSerializer(form).data) if form else None

    @extend_schema_field(PictureSerializer(many=True))
    def get_pictures(self, offer: Offer) -> list[dict[str, Any] | None]:
        return [picture(row.image) for row in offer.product.pictures.select_related("image").order_by("sort_order")]


class PriceStepSerializer(serializers.Serializer[Step]):
    """From a moment on, a price."""

    at = serializers.DateTimeField()
    price_fen = serializers.IntegerField()
    promotion = serializers.CharField(help_text="The name of the promotion that made it so, else empty.")


class PriceHistorySerializer(serializers.Serializer[History]):
    """What a SKU cost at every moment between two."""

    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    lowest_fen = serializers.IntegerField()
    highest_fen = serializers.IntegerField()
    steps = PriceStepSerializer(many=True, help_text="Oldest first; the first begins at `since`.")


class EnquirySerializer(serializers.Serializer[Any]):
    """A question about a product that is on request. A mobile number or a mail address is needed."""

    name = serializers.CharField(max_length=40)
    phone = serializers.CharField(max_length=30, allow_blank=True, default="")
    email = serializers.CharField(max_length=254, allow_blank=True, default="")
    message = serializers.CharField(max_length=MAX_MESSAGE)
    consent = serializers.BooleanField(help_text="The shopper agreed that this is kept to answer them.")


class CollectionSerializer(serializers.ModelSerializer[Collection]):
    """A shelf of products; ask ``/products/?collection=<slug>`` for what is on it."""

    cover = serializers.SerializerMethodField()
    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Collection
        fields = ["slug", "title", "intro", "cover", "url"]

    @extend_schema_field(PictureSerializer(allow_null=True))
    def get_cover(self, collection: Collection) -> dict[str, Any] | None:
        return picture(collection.cover)


class TokenSerializer(serializers.Serializer[Any]):
    """A new customer's bearer token. Keep it: it is this person's cart and orders."""

    token = serializers.CharField()


class CartLineSerializer(serializers.Serializer[QuoteLine]):
    """A line of the cart as it stands now."""

    sku = serializers.IntegerField(source="line.sku_id")
    product = serializers.CharField(source="line.sku.product.title")
    slug = serializers.CharField(source="line.sku.product.slug")
    options = serializers.CharField(source="line.sku.option_text")
    quantity = serializers.IntegerField(source="line.quantity")
    key = serializers.CharField(
        source="line.spec_key", help_text="Tells lines of one SKU with different answers apart; empty without answers."
    )
    specification = AnswerSerializer(source="specification.answers", many=True)
    price_fen = serializers.IntegerField(source="offer.price.price_fen")
    surcharge_fen = serializers.IntegerField(source="specification.surcharge_fen")
    total_fen = serializers.IntegerField(help_text="(price + surcharge) × quantity")
    available = serializers.IntegerField(source="offer.available")
    problem = serializers.ChoiceField(
        choices=["", "gone", "owned", "specification", "sold_out", "too_many", "person_limit", "promotion_left"],
        help_text="Why this line cannot be ordered as it is; empty when it can.",
    )


class CartSerializer(serializers.Serializer[Quote]):
    """The cart with today's prices. Nothing in it is reserved."""

    lines = CartLineSerializer(many=True)
    goods_fen = serializers.IntegerField()
    freight_fen = serializers.IntegerField()
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
    note = serializers.CharField(max_length=200, allow_blank=True, default="")
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
        return ContactData(phone=self.validated_data["phone"])


class VoucherPlaceSerializer(serializers.ModelSerializer[Place]):
    """Where a voucher is redeemed."""

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
            "kind",
            "specification",
            "production_days",
            "vouchers",
        ]


class ShipmentSerializer(serializers.ModelSerializer[Shipment]):
    """The parcel."""

    class Meta:
        model = Shipment
        fields = ["carrier", "tracking_number", "shipped_at"]


class OrderSerializer(serializers.ModelSerializer[Order]):
    """An order of this customer."""

    status = serializers.SerializerMethodField()
    lines = OrderLineSerializer(many=True, read_only=True)
    address = AddressSerializer(source="*", read_only=True)
    shipment = serializers.SerializerMethodField()
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
            "address",
            "note",
            "shipment",
            "ready_on",
            "needs_shipping",
            "placed_at",
            "expires_at",
            "paid_at",
            "shipped_at",
            "completed_at",
            "cancelled_at",
        ]

    @extend_schema_field(serializers.ChoiceField(choices=OrderStatus.choices))
    def get_status(self, order: Order) -> str:
        return order.status_at(self.context["at"]).value

    @extend_schema_field(ShipmentSerializer(allow_null=True))
    def get_shipment(self, order: Order) -> dict[str, Any] | None:
        shipment = getattr(order, "shipment", None)
        return dict(ShipmentSerializer(shipment).data) if shipment else None


class PaymentCreateSerializer(serializers.Serializer[Any]):
    """Which way to pay."""

    gateway = serializers.CharField(max_length=20)


class PaymentStartedSerializer(serializers.Serializer[Any]):
    """Where the shopper pays."""

    reference = serializers.CharField()
    amount_fen = serializers.IntegerField()
    url = serializers.CharField()


class GatewaySerializer(serializers.Serializer[Any]):
    """A way to pay."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field named like an attribute of its base


class LinkSerializer(serializers.Serializer[Any]):
    """What a short link leads to, and the token that credits it at checkout."""

    url = serializers.CharField()
    touch = serializers.CharField()


class OriginDocumentSerializer(serializers.Serializer[Any]):
    """A document about a lot."""

    title = serializers.CharField()
    issued_on = serializers.DateField(allow_null=True)
    url = serializers.CharField(source="document.url")


class OriginStorySerializer(serializers.Serializer[Any]):
    """What is told of a lot."""

    lot = serializers.CharField(source="lot.code")
    title = serializers.CharField()
    text = serializers.CharField()
    image = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField(help_text="Path of a longer story; empty where there is none.")
    documents = OriginDocumentSerializer(many=True)

    @extend_schema_field(PictureSerializer(allow_null=True))
    def get_image(self, story: Any) -> dict[str, Any] | None:
        return picture(story.image)

    def get_page(self, story: Any) -> str:
        return str(story.page.url or "") if story.page and story.page.live else ""


class OriginLotSerializer(serializers.Serializer[Any]):
    """A lot of goods."""

    code = serializers.CharField()
    origin = serializers.CharField()
    produced_on = serializers.DateField(allow_null=True)
    expires_on = serializers.DateField(allow_null=True)


class OriginSerializer(serializers.Serializer[Any]):
    """What a printed code speaks of."""

    product = serializers.CharField(source="product.slug", help_text="To order it again.")
    title = serializers.CharField(source="product.title")
    lot = OriginLotSerializer(allow_null=True)
    stories = OriginStorySerializer(many=True)
    is_unit = serializers.BooleanField(help_text="Whether the code stands on a single unit.")
    number = serializers.IntegerField(source="code.number")
    first_looked_at = serializers.DateTimeField(
        source="first_at", allow_null=True, help_text="Of single units: when somebody looked at this code before."
    )


class ProblemSerializer(serializers.Serializer[Any]):
    """Problem details (RFC 9457), media type `application/problem+json`."""

    type = serializers.CharField()
    title = serializers.CharField(help_text="For people, in the language of the request.")
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="For programs; stable.")
    errors = serializers.DictField(  # type: ignore[assignment]  # likewise
        required=False, help_text="Messages by field."
    )
