"""Where somebody came from: a token, a short link, a printed code."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from shop.storefront.api.serializers.common import PictureSerializer, picture


class TokenSerializer(serializers.Serializer[Any]):
    """A new customer's bearer token. Keep it: it is this person's cart and orders."""

    token = serializers.CharField()


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
    title = serializers.CharField(source="product.told.title")
    lot = OriginLotSerializer(allow_null=True)
    stories = OriginStorySerializer(many=True)
    is_unit = serializers.BooleanField(help_text="Whether the code stands on a single unit.")
    number = serializers.IntegerField(source="code.number")
    first_looked_at = serializers.DateTimeField(
        source="first_at", allow_null=True, help_text="Of single units: when somebody looked at this code before."
    )
    touch = serializers.SerializerMethodField(help_text="Credits the label when it is sent with an order.")

    def get_touch(self, origin: Any) -> str:
        return str(self.context["touch"])
