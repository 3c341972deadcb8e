"""Stories for other surfaces, such as a mini program: read only, products in them alive."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response
from rest_framework.views import APIView

from content.blocks.blocks import StoryBlocks
from content.blocks.contents import block_contents
from content.stories.models import StoryPage
from content.stories.queries import visible_stories
from shop.catalog.models import Product
from shop.core.errors import NotFound
from shop.social import touch as touches
from shop.social.operations import count_tap
from shop.social.queries import block_of
from shop.storefront.api.permissions import IsOpen
from shop.storefront.api.serializers.common import PictureSerializer, ProblemSerializer, picture
from shop.storefront.visitors import visitor_of

LANGUAGE = OpenApiParameter(
    "language",
    str,
    enum=[code for code, _name in settings.LANGUAGES],
    description="Whose pages; the shop's own language without it.",
)


def language_in(request: Any) -> str:
    """The language that is asked for, if there is such."""
    asked = request.query_params.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class StoryListSerializer(serializers.Serializer[Any]):
    """A story as a list shows it."""

    id = serializers.IntegerField(source="pk", help_text="Of the page.")
    slug = serializers.CharField()
    kicker = serializers.CharField()
    title = serializers.CharField()
    standfirst = serializers.CharField()
    author = serializers.CharField()
    published_on = serializers.DateField()
    is_paid = serializers.BooleanField(help_text="Somebody paid for it: show the word 广告 beside it.")
    paid_by = serializers.CharField()
    picture = serializers.SerializerMethodField()
    url = serializers.CharField(source="get_absolute_url")

    @extend_schema_field(PictureSerializer(allow_null=True))
    def get_picture(self, story: StoryPage) -> dict[str, Any] | None:
        return picture(story.hero_image)


class BlockSerializer(serializers.Serializer[Any]):
    """A block of a story. What ``value`` holds depends on ``type``."""

    id = serializers.CharField()
    type = serializers.ChoiceField(choices=list(StoryBlocks.base_blocks))
    value = serializers.JSONField(
        help_text="text: HTML. Others: the block's fields; pictures with `url`, `width`, `height`, `alt`, products as "
        "in the list of products (null when they are not on show), films with `url`, `media_type`, `captions`. lot: "
        "`lot` with `code`, `origin` and dates. countdown: the product says of its promotion what there is. "
        "event: `event` with `title`, `url`, `starts_at`, `place`, `state` and `say`, null when it is not on show."
    )


class StorySerializer(StoryListSerializer):
    """A story with its blocks."""

    body = serializers.SerializerMethodField()

    @extend_schema_field(BlockSerializer(many=True))
    def get_body(self, story: StoryPage) -> Any:
        return story.body.stream_block.get_api_representation(story.body, context=self.context)


class TapSerializer(serializers.Serializer[Any]):
    """From which block to which product."""

    block = serializers.UUIDField(help_text="The block's `id`.")
    product = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class TouchSerializer(serializers.Serializer[Any]):
    """What to send with an order."""

    touch = serializers.CharField()


class StoryListView(GenericAPIView):
    """Published stories."""

    permission_classes = [IsOpen]
    serializer_class = StoryListSerializer

    @extend_schema(summary="Stories", parameters=[LANGUAGE], responses=StoryListSerializer(many=True))
    def get(self, request: Any) -> Response:
        """Newest first."""
        page = self.paginate_queryset(visible_stories(at=timezone.now(), locale__language_code=language_in(request)))
        return self.get_paginated_response(StoryListSerializer(page or [], many=True).data)


class StoryView(APIView):
    """One story."""

    permission_classes = [IsOpen]

    @extend_schema(
        summary="A story with its blocks",
        parameters=[LANGUAGE],
        responses={200: StorySerializer, 404: OpenApiResponse(ProblemSerializer, description="No such story.")},
    )
    def get(self, request: Any, slug: str) -> Response:
        """Prices and stock of the products in it are those of this moment."""
        now = timezone.now()
        story = StoryPage.objects.all().visible(now).select_related("hero_image").filter(slug=slug)
        story = story.filter(locale__language_code=language_in(request)).first()
        if story is None:
            raise NotFound
        context = {**block_contents([story.body], at=now), "request": request}
        return Response(StorySerializer(story, context=context).data)


class StoryTapView(APIView):
    """Taps on goods in a story."""

    permission_classes = [IsOpen]

    @extend_schema(
        summary="Somebody goes from a story to a product",
        request=TapSerializer,
        responses={
            200: TouchSerializer,
            400: OpenApiResponse(ProblemSerializer, description="No block or product was named."),
            404: OpenApiResponse(ProblemSerializer, description="No such story, block or product."),
        },
        parameters=[OpenApiParameter("touch", str, description="The touch token so far, if there is one.")],
    )
    def post(self, request: Any, slug: str) -> Response:
        """Counts the tap, once a day for each visitor, block and product; the `touch` token credits the block with what
        is ordered of this product when it is sent with the order within 30 days.
        """
        said = TapSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        now = timezone.now()
        story = StoryPage.objects.all().visible(now).filter(slug=slug).first()
        product = Product.objects.visible(now).filter(pk=said.validated_data["product"]).first()
        block = block_of(page_id=story.pk, block_id=str(said.validated_data["block"])) if story else None
        if story is None or product is None or block is None:
            raise NotFound
        count_tap(block=block, product_id=product.pk, visitor=visitor_of(request), at=now)
        touch = touches.loads(request.query_params.get("touch")).with_story(story.pk)
        return Response({"touch": touches.dumps(touch.with_block(block.pk, product.pk, now))})
