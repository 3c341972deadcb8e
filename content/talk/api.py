"""Readers' words for other surfaces, such as a mini program: read, write, change, take back."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from content.stories.models import StoryPage
from content.talk import operations
from content.talk.enums import Refusal, RemarkKind, RemarkState
from content.talk.models import Remark
from content.talk.queries import Place, remarks_of, shown_at
from content.talk.rules import MAX_NAME, MAX_TEXT, RemarkData
from shop.catalog.models import Product
from shop.core.errors import NotFound
from shop.storefront.api.permissions import IsCustomer
from shop.storefront.api.views.answers import MISSING, NO_TOKEN, REFUSED, checked


class TalkThrottle(SimpleRateThrottle):
    """Per address, as on the pages; reading is free."""

    scope = "talk"

    def allow_request(self, request: Any, view: Any) -> bool:
        return request.method == "GET" or bool(super().allow_request(request, view))

    def get_cache_key(self, request: Any, view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


class RemarkSerializer(serializers.Serializer[Any]):
    """Words of a reader, with the brand's answer."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(choices=RemarkKind.choices)
    name = serializers.CharField()
    text = serializers.CharField()
    created_at = serializers.DateTimeField()
    answer = serializers.CharField(help_text="The brand's; empty until it answers.")
    answered_at = serializers.DateTimeField(allow_null=True)


class OwnRemarkSerializer(RemarkSerializer):
    """One's own words, with what became of them."""

    state = serializers.ChoiceField(choices=RemarkState.choices)
    refusal = serializers.ChoiceField(choices=[("", ""), *Refusal.choices], help_text="Why it is not shown.")
    url = serializers.CharField(source="place.get_absolute_url", help_text="What it is about.")


class WriteRemarkSerializer(serializers.Serializer[Any]):
    """What somebody writes."""

    kind = serializers.ChoiceField(choices=RemarkKind.choices)
    name = serializers.CharField(max_length=MAX_NAME, help_text="Everybody reads it.")
    text = serializers.CharField(max_length=MAX_TEXT, help_text="No links, numbers or chat names.")
    phone = serializers.CharField(
        max_length=30, required=False, allow_blank=True, default="", help_text="Needed of whoever has not bought yet."
    )


class ChangeRemarkSerializer(serializers.Serializer[Any]):
    """Other words."""

    text = serializers.CharField(max_length=MAX_TEXT)


class _TalkView(GenericAPIView):
    serializer_class = RemarkSerializer
    throttle_classes = [TalkThrottle]

    def place(self, **named: Any) -> Place:
        raise NotImplementedError

    def get_permissions(self) -> list[Any]:
        return [IsCustomer()] if self.request.method == "POST" else [AllowAny()]

    def get(self, request: Any, **named: Any) -> Response:
        """What everybody reads there, newest first."""
        page = self.paginate_queryset(shown_at(self.place(**named)))
        return self.get_paginated_response(RemarkSerializer(page or [], many=True).data)

    def post(self, request: Any, **named: Any) -> Response:
        """It is shown once the shop has read it (`state`). The same words again are the same remark."""
        data = RemarkData(**checked(WriteRemarkSerializer, request))
        place = self.place(**named)
        remark = operations.write(customer=request.auth, place=place, data=data, at=timezone.now())
        return Response(OwnRemarkSerializer(remark).data, status=201)


_WRITTEN = {201: OwnRemarkSerializer, **REFUSED, **MISSING, **NO_TOKEN}


class StoryTalkView(_TalkView):
    """Words below a story."""

    @extend_schema(summary="Words below a story", responses=RemarkSerializer(many=True))
    def get(self, request: Any, **named: Any) -> Response:
        return super().get(request, **named)

    @extend_schema(summary="Write below a story", request=WriteRemarkSerializer, responses=_WRITTEN)
    def post(self, request: Any, **named: Any) -> Response:
        return super().post(request, **named)

    def place(self, **named: Any) -> Place:
        story: StoryPage | None = StoryPage.objects.all().visible(timezone.now()).filter(slug=named["slug"]).first()
        if story is None:
            raise NotFound
        return story


class ProductTalkView(_TalkView):
    """Words below a product."""

    @extend_schema(summary="Words below a product", responses=RemarkSerializer(many=True))
    def get(self, request: Any, **named: Any) -> Response:
        return super().get(request, **named)

    @extend_schema(summary="Write below a product", request=WriteRemarkSerializer, responses=_WRITTEN)
    def post(self, request: Any, **named: Any) -> Response:
        return super().post(request, **named)

    def place(self, **named: Any) -> Place:
        return get_object_or_404(Product.objects.visible(timezone.now()), slug=named["slug"])


class OwnRemarksView(GenericAPIView):
    """One's own words."""

    serializer_class = OwnRemarkSerializer
    permission_classes = [IsCustomer]

    @extend_schema(summary="Own words", responses={200: OwnRemarkSerializer(many=True), **NO_TOKEN})
    def get(self, request: Any) -> Response:
        """Newest first."""
        page = self.paginate_queryset(remarks_of(request.auth))
        return self.get_paginated_response(OwnRemarkSerializer(page or [], many=True).data)


class OwnRemarkView(APIView):
    """One of them."""

    permission_classes = [IsCustomer]
    throttle_classes = [TalkThrottle]

    @extend_schema(
        summary="Change own words",
        request=ChangeRemarkSerializer,
        responses={200: OwnRemarkSerializer, **REFUSED, **MISSING, **NO_TOKEN},
    )
    def patch(self, request: Any, pk: int) -> Response:
        """They are read again before everybody reads them. Not once they are answered."""
        text = checked(ChangeRemarkSerializer, request)["text"]
        remark = operations.change_own(
            customer=request.auth, remark=self._own(request, pk), text=text, at=timezone.now()
        )
        return Response(OwnRemarkSerializer(remark).data)

    @extend_schema(
        summary="Take own words back",
        responses={204: OpenApiResponse(description="They are deleted."), **MISSING, **NO_TOKEN},
    )
    def delete(self, request: Any, pk: int) -> Response:
        """With their answer, for good."""
        operations.take_back(customer=request.auth, remark=self._own(request, pk))
        return Response(status=204)

    @staticmethod
    def _own(request: Any, pk: int) -> Remark:
        return get_object_or_404(remarks_of(request.auth), pk=pk)
