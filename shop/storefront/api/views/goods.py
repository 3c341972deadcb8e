"""What is sold: lists, a product, its prices, questions about it."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response
from rest_framework.views import APIView

from shop.bookings.queries import sessions_of
from shop.catalog.enums import ProductKind
from shop.catalog.models import Category, Collection, Product, ProductTag
from shop.catalog.price_history import histories
from shop.catalog.queries import (
    category_products,
    collection_products,
    search_products,
    tag_products,
    visible_products,
)
from shop.core.throttling import EnquiryThrottle
from shop.enquiries.operations import send_enquiry
from shop.enquiries.rules import EnquiryData
from shop.promotions.queries import offers
from shop.storefront.api.permissions import IsOpen
from shop.storefront.api.serializers.goods import (
    CollectionSerializer,
    EnquirySerializer,
    PriceHistorySerializer,
    ProductListSerializer,
    ProductSerializer,
)
from shop.storefront.api.views.answers import MISSING, REFUSED, checked


class ProductListView(GenericAPIView):
    """Products on show."""

    permission_classes = [IsOpen]
    serializer_class = ProductListSerializer

    @extend_schema(
        summary="Products on show",
        parameters=[
            OpenApiParameter("q", str, description="Search: title, one line or SKU code."),
            OpenApiParameter("collection", str, description="Slug of a collection."),
            OpenApiParameter("category", str, description="Slug of a category; with what is below it."),
            OpenApiParameter("tag", str, description="Slug of a tag."),
        ],
        responses={200: ProductListSerializer(many=True), **MISSING},
    )
    def get(self, request: Any) -> Response:
        """Newest first; a collection in the merchant's order; search hits newest first."""
        now = timezone.now()
        if slug := request.query_params.get("collection"):
            products = collection_products(get_object_or_404(Collection, slug=slug, is_visible=True), at=now)
        elif slug := request.query_params.get("category"):
            products = category_products(get_object_or_404(Category, slug=slug), at=now)
        elif slug := request.query_params.get("tag"):
            products = tag_products(get_object_or_404(ProductTag, slug=slug), at=now)
        elif text := request.query_params.get("q", "").strip():
            products = search_products(text, at=now)
        else:
            products = visible_products(at=now)
        page = self.paginate_queryset(products)
        offer_of = offers(page or [], at=now)
        rows: Any = ProductListSerializer([offer_of[product.pk] for product in page or []], many=True)  # type: ignore[arg-type]
        return self.get_paginated_response(rows.data)


class ProductView(APIView):
    """One product."""

    permission_classes = [IsOpen]

    @extend_schema(summary="A product with its SKUs", responses={200: ProductSerializer, **MISSING})
    def get(self, request: Any, slug: str) -> Response:
        """Prices and stock are those of this moment."""
        now = timezone.now()
        product = get_object_or_404(visible_products(at=now), slug=slug)
        offer = offers([product], at=now)[product.pk]
        is_booked = product.kind == ProductKind.SERVICE
        sessions = sessions_of(row.sku.pk for row in offer.skus) if is_booked else {}
        return Response(ProductSerializer(offer, context={"sessions": sessions}).data)


class PriceHistoryView(APIView):
    """What a SKU cost."""

    permission_classes = [IsOpen]

    @extend_schema(summary="The price history of a SKU", responses={200: PriceHistorySerializer, **MISSING})
    def get(self, request: Any, slug: str, sku: int) -> Response:
        """The last 180 days, promotions included, from the append-only price log."""
        now = timezone.now()
        product = get_object_or_404(visible_products(at=now), slug=slug)
        row = next((row for row in product.active_skus if row.pk == sku), None)
        found = histories([row], at=now).get(row.pk) if row else None
        if found is None:
            raise Http404
        return Response(PriceHistorySerializer(found).data)


class EnquiryCreateView(APIView):
    """Questions about what is not sold here."""

    permission_classes = [IsOpen]
    throttle_classes = [EnquiryThrottle]

    @extend_schema(
        summary="Ask about a product",
        request=EnquirySerializer,
        responses={204: OpenApiResponse(description="The question is with the shop."), **REFUSED, **MISSING},
    )
    def post(self, request: Any, slug: str) -> Response:
        """For products whose state is `on_request`. The same question on the same day is kept once."""
        data = checked(EnquirySerializer, request)
        now = timezone.now()
        product = get_object_or_404(Product.objects.visible(now), slug=slug)
        has_agreed = data.pop("consent")
        send_enquiry(product=product, data=EnquiryData(**data), has_agreed=has_agreed, at=now)
        return Response(status=204)


class CollectionListView(GenericAPIView):
    """Collections on show."""

    permission_classes = [IsOpen]
    serializer_class = CollectionSerializer
    queryset = Collection.objects.filter(is_visible=True).select_related("cover").prefetch_related("cover__renditions")

    @extend_schema(summary="Collections", responses=CollectionSerializer(many=True))
    def get(self, request: Any) -> Response:
        """In the merchant's order."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(CollectionSerializer(page, many=True).data)
