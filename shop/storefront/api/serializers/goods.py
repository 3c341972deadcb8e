"""What is sold, as it stands now."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from shop.bookings.models import Session
from shop.catalog.attributes import Fact
from shop.catalog.enums import AttributeKind, ProductKind, SpecKind
from shop.catalog.models import Collection
from shop.catalog.price_history import History, Step
from shop.catalog.queries import category_trail, facts_of, order_forms
from shop.catalog.shown import ShownBadge
from shop.catalog.specification import Choice, OrderForm, Question
from shop.enquiries.rules import MAX_MESSAGE
from shop.orders.enums import DepositKind
from shop.presales.enums import PresaleState
from shop.presales.queries import Advance, advances
from shop.promotions.queries import Offer, SkuOffer
from shop.storefront.api.serializers.common import PictureSerializer, picture

PRODUCT_STATES = ["available", "sold_out", "presale", "coming", "elsewhere", "on_request"]


class SessionSerializer(serializers.Serializer[Session]):
    """A time at which a bookable service takes place."""

    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    place = serializers.CharField(source="place.told.name")
    address = serializers.CharField(source="place.told.address", help_text="May be empty.")
    person = serializers.CharField(source="person.told.name", help_text="Who leads it.")


class SkuSerializer(serializers.Serializer[SkuOffer]):
    """A SKU with its price and stock now."""

    id = serializers.IntegerField(source="sku.pk")
    code = serializers.CharField(source="sku.code")
    options = serializers.CharField(source="sku.told.option_text")
    price_fen = serializers.IntegerField(source="price.price_fen")
    list_price_fen = serializers.IntegerField(source="price.list_fen", help_text="What is asked without a promotion.")
    reference_price_fen = serializers.IntegerField(
        source="price.reference_fen",
        allow_null=True,
        help_text="May be struck through: the lowest price it was sold at in the 7 days before the promotion, "
        "else the last one; null when it was never sold.",
    )
    promotion = serializers.CharField(source="price.promotion_told")
    promotion_ends_at = serializers.DateTimeField(source="price.ends_at", allow_null=True)
    per_person_limit = serializers.IntegerField(source="price.per_person_limit", allow_null=True)
    available = serializers.IntegerField(help_text="Units that can be bought now; of a session its free seats.")
    session = serializers.SerializerMethodField(help_text="Of a bookable service; else null.")

    @extend_schema_field(SessionSerializer(allow_null=True))
    def get_session(self, row: SkuOffer) -> Any:
        session = self.context.get("sessions", {}).get(row.sku.pk)
        return SessionSerializer(session).data if session else None


class UpcomingSerializer(serializers.Serializer[Any]):
    """The next promotion on a product."""

    name = serializers.CharField()
    starts_at = serializers.DateTimeField()
    price_fen = serializers.IntegerField()


class ChoiceSerializer(serializers.Serializer[Choice]):
    """An answer that can be chosen."""

    id = serializers.IntegerField()
    label = serializers.CharField(source="told_label")  # type: ignore[assignment]  # named like an attribute of its base
    surcharge_fen = serializers.IntegerField(help_text="Comes on top of the SKU's price.")


class QuestionSerializer(serializers.Serializer[Question]):
    """A question of the order form of what is made to order."""

    id = serializers.IntegerField(help_text="The key of its answer in `specification`.")
    kind = serializers.ChoiceField(choices=SpecKind.choices)
    label = serializers.CharField(source="told_label")  # type: ignore[assignment]  # likewise
    help_text = serializers.CharField(source="told_help")  # type: ignore[assignment]  # likewise
    is_required = serializers.BooleanField()
    max_length = serializers.IntegerField(help_text="For a text: characters at most.")
    lead_days = serializers.IntegerField(help_text="For a date: so many days from today at least.")
    choices = ChoiceSerializer(many=True)


class OrderFormSerializer(serializers.Serializer[OrderForm]):
    """What is asked about a product that is made to order."""

    production_days = serializers.IntegerField(help_text="Days from the payment until it is ready.")
    questions = QuestionSerializer(many=True)


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
    url = serializers.CharField(source="playable.url")
    media_type = serializers.ChoiceField(choices=["video/mp4", "video/webm"], source="playable_type")
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
    title = serializers.CharField(source="product.told.title")
    subtitle = serializers.CharField(source="product.told.subtitle")
    kind = serializers.ChoiceField(source="product.kind", choices=ProductKind.choices)
    state = serializers.ChoiceField(
        choices=PRODUCT_STATES,
        help_text="`elsewhere` and `on_request` are not sold here and have no SKUs; `presale` is ordered in advance.",
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


class AdvanceSerializer(serializers.Serializer[Advance]):
    """A pre-sale of a SKU: while it is `open`, that is the only way in which the SKU is sold."""

    id = serializers.IntegerField(source="presale.pk")
    sku = serializers.IntegerField(source="sku.pk")
    option_text = serializers.CharField(source="sku.told.option_text")
    state = serializers.ChoiceField(choices=[PresaleState.PLANNED, PresaleState.OPEN])
    price_fen = serializers.IntegerField(source="sku.price_fen")
    deposit_kind = serializers.ChoiceField(source="presale.deposit_kind", choices=DepositKind.choices)
    deposit_fen = serializers.IntegerField(source="each_deposit_fen", help_text="For each unit.")
    balance_fen = serializers.IntegerField(source="each_balance_fen", help_text="For each unit, without delivery.")
    opens_at = serializers.DateTimeField(source="presale.opens_at")
    closes_at = serializers.DateTimeField(source="presale.closes_at")
    balance_from = serializers.DateTimeField(source="presale.balance_from")
    balance_until = serializers.DateTimeField(source="presale.balance_until")
    ship_on = serializers.DateField(source="presale.ship_on")
    left = serializers.IntegerField()


class ProductSerializer(ProductListSerializer):
    """A product as its page shows it."""

    pre_sales = serializers.SerializerMethodField(help_text="Those that are open, and those to come.")

    body_html = serializers.CharField(source="product.told.body")
    pictures = serializers.SerializerMethodField()
    skus = SkuSerializer(many=True)
    order_form = serializers.SerializerMethodField()
    upcoming = UpcomingSerializer(allow_null=True)
    facts = serializers.SerializerMethodField()
    categories = serializers.SerializerMethodField(help_text="Its category and those above it, from the top.")
    tags = serializers.SerializerMethodField()

    video = serializers.SerializerMethodField()

    @extend_schema_field(AdvanceSerializer(many=True))
    def get_pre_sales(self, offer: Offer) -> Any:
        found = advances([offer.product], at=offer.at).get(offer.product.pk, [])
        return [AdvanceSerializer(advance).data for advance in found]

    @extend_schema_field(VideoSerializer(allow_null=True))
    def get_video(self, offer: Offer) -> Any:
        product = offer.product
        if product.video is None or not product.video.is_ready:
            return None
        context = {"poster": product.video_poster or product.cover}
        return VideoSerializer(product.video, context=context).data

    @extend_schema_field(PlaceSerializer(many=True))
    def get_categories(self, offer: Offer) -> Any:
        rows = category_trail(offer.product.category)
        return [{"slug": row.slug, "title": row.told_name, "url": row.get_absolute_url()} for row in rows]

    @extend_schema_field(PlaceSerializer(many=True))
    def get_tags(self, offer: Offer) -> Any:
        rows = offer.product.tags.all()
        return [{"slug": row.slug, "title": row.told_name, "url": row.get_absolute_url()} for row in rows]

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


class CollectionSerializer(serializers.ModelSerializer[Collection]):
    """A shelf of products; ask ``/products/?collection=<slug>`` for what is on it."""

    cover = serializers.SerializerMethodField()
    title = serializers.CharField(source="told.title", read_only=True)
    intro = serializers.CharField(source="told.intro", read_only=True)
    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Collection
        fields = ["slug", "title", "intro", "cover", "url"]

    @extend_schema_field(PictureSerializer(allow_null=True))
    def get_cover(self, collection: Collection) -> dict[str, Any] | None:
        return picture(collection.cover)


class EnquirySerializer(serializers.Serializer[Any]):
    """A question about a product that is on request. A mobile number or a mail address is needed."""

    name = serializers.CharField(max_length=40)
    phone = serializers.CharField(max_length=30, allow_blank=True, default="")
    email = serializers.CharField(max_length=254, allow_blank=True, default="")
    message = serializers.CharField(max_length=MAX_MESSAGE)
    consent = serializers.BooleanField(help_text="The shopper agreed that this is kept to answer them.")
