"""The cart, and pictures for order forms."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from shop.customers.regions import path_of_code
from shop.orders import operations as orders
from shop.orders.queries import quote_cart
from shop.storefront.api.idempotency import KEY_PARAMETER, once
from shop.storefront.api.permissions import IsCustomer
from shop.storefront.api.serializers.cart import (
    CartAddSerializer,
    CartSerializer,
    CartSetSerializer,
    PictureSentSerializer,
    PictureUploadSerializer,
)
from shop.storefront.api.views.answers import NO_TOKEN, REFUSED, checked


class CartView(APIView):
    """The customer's cart."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="The cart",
        parameters=[
            OpenApiParameter("region", str, description="Code of the region it goes to (see `/regions/`)."),
            OpenApiParameter("pickup", bool, description="It will be fetched: no freight."),
        ],
        responses={200: CartSerializer, **NO_TOKEN},
    )
    def get(self, request: Any) -> Response:
        """Lines with today's prices, stock and problems, and the freight to `region`."""
        return Response(_cart(request))


class CartLineListView(APIView):
    """Put things into the cart."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="Put units into the cart",
        request=CartAddSerializer,
        parameters=[KEY_PARAMETER],
        responses={201: CartSerializer, **REFUSED, **NO_TOKEN},
    )
    def post(self, request: Any) -> Response:
        """On top of what is there; refused when more than is available."""
        data = checked(CartAddSerializer, request)

        def produce() -> tuple[int, dict[str, Any]]:
            orders.add_to_cart(
                customer=request.auth,
                sku_id=data["sku"],
                quantity=data["quantity"],
                specification=data.get("specification", {}),
                at=timezone.now(),
            )
            return 201, _cart(request)

        return once(request, produce)


class CartLineView(APIView):
    """One line of the cart: of a SKU, and of one set of answers to its order form."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="Set a line's quantity",
        request=CartSetSerializer,
        responses={200: CartSerializer, **REFUSED, **NO_TOKEN},
    )
    def put(self, request: Any, sku: int, key: str = "") -> Response:
        """0 removes the line."""
        data = checked(CartSetSerializer, request)
        orders.set_quantity(
            customer=request.auth, sku_id=sku, spec_key=key, quantity=data["quantity"], at=timezone.now()
        )
        return Response(_cart(request))

    @extend_schema(summary="Remove a line", responses={200: CartSerializer, **NO_TOKEN})
    def delete(self, request: Any, sku: int, key: str = "") -> Response:
        """Also fine when it is not there any more."""
        orders.set_quantity(customer=request.auth, sku_id=sku, spec_key=key, quantity=0, at=timezone.now())
        return Response(_cart(request))


@extend_schema_view(
    put=extend_schema(operation_id="cart_lines_specified_update"),
    delete=extend_schema(operation_id="cart_lines_specified_destroy"),
)
class SpecifiedCartLineView(CartLineView):
    """A line with answers to an order form, named by SKU and `key`."""


class PictureListView(APIView):
    """Pictures for order forms."""

    permission_classes = [IsCustomer]
    parser_classes = [MultiPartParser]

    @extend_schema(
        summary="Send a picture for an order form",
        request={"multipart/form-data": PictureUploadSerializer},
        responses={201: PictureSentSerializer, **REFUSED, **NO_TOKEN},
    )
    def post(self, request: Any) -> Response:
        """Checked and written anew without place and camera. Without an order it is deleted after two weeks."""
        data = checked(PictureUploadSerializer, request)
        picture = orders.store_picture(customer=request.auth, upload=data["file"], at=timezone.now())
        return Response(PictureSentSerializer(picture).data, status=201)


def _cart(request: Any) -> dict[str, Any]:
    quote = quote_cart(customer=request.auth, at=timezone.now())
    region = str(request.query_params.get("region", ""))[:12]
    if request.query_params.get("pickup") in {"1", "true"}:
        quote = quote.fetched()
    elif path_of_code(region):
        quote = quote.to(region)
    return dict(CartSerializer(quote).data)
