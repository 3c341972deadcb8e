"""The API's views: translate in, call one operation or query, translate out."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.generics import GenericAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from shop.catalog.models import Category, Collection, Product, ProductTag
from shop.catalog.price_history import histories
from shop.catalog.queries import (
    category_products,
    collection_products,
    search_products,
    tag_products,
    visible_products,
)
from shop.core.errors import NotFound
from shop.core.throttling import EnquiryThrottle, client_address
from shop.customers.operations import create_customer
from shop.enquiries.operations import send_enquiry
from shop.enquiries.rules import EnquiryData
from shop.orders import operations as orders
from shop.orders.enums import CancelReason
from shop.orders.models import Order
from shop.orders.queries import quote_cart
from shop.origin.operations import count_scan, open_code
from shop.origin.queries import origin_of
from shop.payments.gateways import available_gateways
from shop.payments.operations import start_payment
from shop.promotions.queries import offers
from shop.social import touch as touches
from shop.social.operations import Visitor, open_link
from shop.storefront.api import serializers as s
from shop.storefront.api.authentication import token_for
from shop.storefront.api.idempotency import KEY_PARAMETER, REQUIRED_KEY_PARAMETER, once, order_token
from shop.storefront.api.permissions import IsCustomer
from shop.vouchers.operations import hand_out

REFUSED = {
    400: OpenApiResponse(s.ProblemSerializer, description="The request is malformed; `errors` names the fields."),
    409: OpenApiResponse(s.ProblemSerializer, description="Not possible as things are; `code` says why."),
}
MISSING = {404: OpenApiResponse(s.ProblemSerializer, description="No such thing, or not yours.")}
NO_TOKEN = {401: OpenApiResponse(s.ProblemSerializer, description="No valid token.")}


class RootView(APIView):
    """Where everything is."""

    @extend_schema(responses=OpenApiTypes.OBJECT, summary="Entry points")
    def get(self, request: Any) -> Response:
        """Addresses of the lists."""
        names = {
            "products": "product-list",
            "collections": "collection-list",
            "cart": "cart",
            "orders": "order-list",
            "customers": "customer-create",
            "gateways": "gateway-list",
            "openapi": "openapi",
            "docs": "docs",
        }
        body = {key: reverse(f"api:{name}", request=request) for key, name in names.items()}
        body["stories"] = request.build_absolute_uri(reverse("api:root") + "stories/")
        return Response(body)


class ProductListView(GenericAPIView):
    """Products on show."""

    serializer_class = s.ProductListSerializer

    @extend_schema(
        summary="Products on show",
        parameters=[
            OpenApiParameter("q", str, description="Search: title, one line or SKU code."),
            OpenApiParameter("collection", str, description="Slug of a collection."),
            OpenApiParameter("category", str, description="Slug of a category; with what is below it."),
            OpenApiParameter("tag", str, description="Slug of a tag."),
        ],
        responses={200: s.ProductListSerializer(many=True), **MISSING},
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
        rows: Any = s.ProductListSerializer([offer_of[product.pk] for product in page or []], many=True)  # type: ignore[arg-type]
        return self.get_paginated_response(rows.data)


class ProductView(APIView):
    """One product."""

    @extend_schema(summary="A product with its SKUs", responses={200: s.ProductSerializer, **MISSING})
    def get(self, request: Any, slug: str) -> Response:
        """Prices and stock are those of this moment."""
        now = timezone.now()
        product = get_object_or_404(visible_products(at=now), slug=slug)
        return Response(s.ProductSerializer(offers([product], at=now)[product.pk]).data)


class PriceHistoryView(APIView):
    """What a SKU cost."""

    @extend_schema(summary="The price history of a SKU", responses={200: s.PriceHistorySerializer, **MISSING})
    def get(self, request: Any, slug: str, sku: int) -> Response:
        """The last 180 days, promotions included, from the append-only price log."""
        now = timezone.now()
        product = get_object_or_404(visible_products(at=now), slug=slug)
        row = next((row for row in product.active_skus if row.pk == sku), None)
        found = histories([row], at=now).get(row.pk) if row else None
        if found is None:
            raise Http404
        return Response(s.PriceHistorySerializer(found).data)


class EnquiryCreateView(APIView):
    """Questions about what is not sold here."""

    throttle_classes = [EnquiryThrottle]

    @extend_schema(
        summary="Ask about a product",
        request=s.EnquirySerializer,
        responses={204: OpenApiResponse(description="The question is with the shop."), **REFUSED, **MISSING},
    )
    def post(self, request: Any, slug: str) -> Response:
        """For products whose state is `on_request`. The same question on the same day is kept once."""
        data = _checked(s.EnquirySerializer, request)
        now = timezone.now()
        product = get_object_or_404(Product.objects.visible(now), slug=slug)
        has_agreed = data.pop("consent")
        send_enquiry(product=product, data=EnquiryData(**data), has_agreed=has_agreed, at=now)
        return Response(status=204)


class CollectionListView(GenericAPIView):
    """Collections on show."""

    serializer_class = s.CollectionSerializer
    queryset = Collection.objects.filter(is_visible=True).select_related("cover").prefetch_related("cover__renditions")

    @extend_schema(summary="Collections", responses=s.CollectionSerializer(many=True))
    def get(self, request: Any) -> Response:
        """In the merchant's order."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(s.CollectionSerializer(page, many=True).data)


class CustomerCreateView(APIView):
    """New customers."""

    @extend_schema(summary="Become a customer", request=None, responses={201: s.TokenSerializer})
    def post(self, request: Any) -> Response:
        """A nameless customer with an empty cart, and the token that stands for them."""
        return Response({"token": token_for(create_customer())}, status=201)


class CartView(APIView):
    """The customer's cart."""

    permission_classes = [IsCustomer]

    @extend_schema(summary="The cart", responses={200: s.CartSerializer, **NO_TOKEN})
    def get(self, request: Any) -> Response:
        """Lines with today's prices, stock and problems."""
        return Response(_cart(request))


class CartLineListView(APIView):
    """Put things into the cart."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="Put units into the cart",
        request=s.CartAddSerializer,
        parameters=[KEY_PARAMETER],
        responses={201: s.CartSerializer, **REFUSED, **NO_TOKEN},
    )
    def post(self, request: Any) -> Response:
        """On top of what is there; refused when more than is available."""
        data = _checked(s.CartAddSerializer, request)

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
        request=s.CartSetSerializer,
        responses={200: s.CartSerializer, **REFUSED, **NO_TOKEN},
    )
    def put(self, request: Any, sku: int, key: str = "") -> Response:
        """0 removes the line."""
        data = _checked(s.CartSetSerializer, request)
        orders.set_quantity(
            customer=request.auth, sku_id=sku, spec_key=key, quantity=data["quantity"], at=timezone.now()
        )
        return Response(_cart(request))

    @extend_schema(summary="Remove a line", responses={200: s.CartSerializer, **NO_TOKEN})
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
        request={"multipart/form-data": s.PictureUploadSerializer},
        responses={201: s.PictureSentSerializer, **REFUSED, **NO_TOKEN},
    )
    def post(self, request: Any) -> Response:
        """Checked and written anew without place and camera. Without an order it is deleted after two weeks."""
        data = _checked(s.PictureUploadSerializer, request)
        picture = orders.store_picture(customer=request.auth, upload=data["file"], at=timezone.now())
        return Response(s.PictureSentSerializer(picture).data, status=201)


class OrderListView(GenericAPIView):
    """The customer's own orders."""

    permission_classes = [IsCustomer]
    serializer_class = s.OrderSerializer

    def get_queryset(self) -> QuerySet[Order]:
        return _own_orders(self.request).order_by("-placed_at", "-id")

    @extend_schema(summary="Own orders", responses={200: s.OrderSerializer(many=True), **NO_TOKEN})
    def get(self, request: Any) -> Response:
        """Newest first."""
        page = self.paginate_queryset(self.get_queryset())
        rows = s.OrderSerializer(page, many=True, context={"at": timezone.now()})
        return self.get_paginated_response(rows.data)

    @extend_schema(
        summary="Order the cart",
        request=s.OrderCreateSerializer,
        parameters=[REQUIRED_KEY_PARAMETER],
        responses={
            201: s.OrderSerializer,
            **REFUSED,
            **NO_TOKEN,
            422: OpenApiResponse(s.ProblemSerializer, description="The key was used for another request."),
        },
    )
    def post(self, request: Any) -> Response:
        """Holds the goods until `expires_at`; pay before then."""
        serializer = s.OrderCreateSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data

        def produce() -> tuple[int, dict[str, Any]]:
            now = timezone.now()
            quote = quote_cart(customer=request.auth, at=now)
            order = orders.place_order(
                customer=request.auth,
                lines=quote.order_lines,
                address=serializer.address_data(),
                client_token=order_token(request),
                expected_total_fen=data["expected_total_fen"],
                note=data["note"],
                origin=touches.loads(data["touch"]).as_dict(),
                at=now,
            )
            return 201, _order(order)

        return once(request, produce, required=True)


class OrderView(APIView):
    """One of the customer's orders."""

    permission_classes = [IsCustomer]

    @extend_schema(summary="An own order", responses={200: s.OrderSerializer, **MISSING, **NO_TOKEN})
    def get(self, request: Any, number: str) -> Response:
        """Its status is that of this moment: past the deadline an unpaid order is closed."""
        order = _own_order(request, number)
        if hand_out(order, at=timezone.now()):
            order = _own_order(request, number)
        return Response(_order(order))


class OrderCancelView(APIView):
    """Cancel."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="Cancel an unpaid order",
        request=None,
        parameters=[KEY_PARAMETER],
        responses={200: s.OrderSerializer, **REFUSED, **MISSING, **NO_TOKEN},
    )
    def post(self, request: Any, number: str) -> Response:
        """The goods are free again at once."""
        order = _own_order(request, number)

        def produce() -> tuple[int, dict[str, Any]]:
            return 200, _order(
                orders.cancel_order(by=None, order=order, reason=CancelReason.CUSTOMER, at=timezone.now())
            )

        return once(request, produce)


class OrderReceiptView(APIView):
    """Confirm receipt."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="Confirm that the parcel arrived",
        request=None,
        parameters=[KEY_PARAMETER],
        responses={200: s.OrderSerializer, **REFUSED, **MISSING, **NO_TOKEN},
    )
    def post(self, request: Any, number: str) -> Response:
        """Completes a shipped order."""
        order = _own_order(request, number)

        def produce() -> tuple[int, dict[str, Any]]:
            return 200, _order(orders.complete_order(by=None, order=order, at=timezone.now()))

        return once(request, produce)


class PaymentCreateView(APIView):
    """Pay."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="Start to pay an order",
        request=s.PaymentCreateSerializer,
        responses={201: s.PaymentStartedSerializer, **REFUSED, **MISSING, **NO_TOKEN},
    )
    def post(self, request: Any, number: str) -> Response:
        """A pending payment at the same gateway is used again, so a repeat is harmless by itself."""
        data = _checked(s.PaymentCreateSerializer, request)
        payment, url = start_payment(order=_own_order(request, number), gateway_code=data["gateway"], at=timezone.now())
        body = {
            "reference": payment.reference,
            "amount_fen": payment.amount_fen,
            "url": request.build_absolute_uri(url),
        }
        return Response(body, status=201)


class GatewayListView(APIView):
    """Ways to pay."""

    @extend_schema(summary="Ways to pay", responses=s.GatewaySerializer(many=True))
    def get(self, request: Any) -> Response:
        """In the order they should be offered."""
        return Response([{"code": gateway.code, "label": str(gateway.label)} for gateway in available_gateways()])


class LinkView(APIView):
    """Short links."""

    @extend_schema(
        summary="Open a short link",
        request=None,
        responses={
            200: s.LinkSerializer,
            **MISSING,
            410: OpenApiResponse(s.ProblemSerializer, description="It has expired, or what it led to is gone."),
        },
        parameters=[OpenApiParameter("touch", str, description="The touch token so far, if there is one.")],
    )
    def post(self, request: Any, code: str) -> Response:
        """Counts the visit; the `touch` token credits the link when it is sent with an order within 30 days."""
        now = timezone.now()
        link = open_link(code=code, at=now, customer=request.auth)
        touch = touches.loads(request.query_params.get("touch")).with_link(link.pk, now)
        target: Any = link.target
        return Response({"url": request.build_absolute_uri(target.get_absolute_url()), "touch": touches.dumps(touch)})


class OriginView(APIView):
    """Codes printed on goods."""

    @extend_schema(
        summary="Look at a printed code",
        request=None,
        responses={
            200: s.OriginSerializer,
            **MISSING,
            410: OpenApiResponse(s.ProblemSerializer, description="The labels were called back; `title` says why."),
        },
    )
    def post(self, request: Any, code: str) -> Response:
        """Counts the look, once a day for each visitor."""
        now = timezone.now()
        printed = open_code(text=code[:40])
        found = origin_of(printed)
        user_agent = request.headers.get("user-agent", "")[:300]
        key = f"customer {request.auth.pk}" if request.auth else f"{client_address(request)} {user_agent}"
        count_scan(code=printed, visitor=Visitor(key=key, user_agent=user_agent), at=now)
        return Response(s.OriginSerializer(found).data)


@csrf_exempt
def unknown(request: HttpRequest) -> HttpResponse:
    """An address that nothing answers."""
    raise Http404


def _checked(serializer_class: Any, request: Any) -> dict[str, Any]:
    serializer = serializer_class(data=request.data)
    serializer.is_valid(raise_exception=True)
    data: dict[str, Any] = serializer.validated_data
    return data


def _cart(request: Any) -> dict[str, Any]:
    return dict(s.CartSerializer(quote_cart(customer=request.auth, at=timezone.now())).data)


def _own_orders(request: Any) -> QuerySet[Order]:
    return (
        Order.objects.filter(customer=request.auth)
        .select_related("shipment")
        .prefetch_related("lines__vouchers__places")
    )


def _own_order(request: Any, number: str) -> Order:
    order = _own_orders(request).filter(number=number).first()
    if order is None:
        raise NotFound
    return order


def _order(order: Order) -> dict[str, Any]:
    return dict(s.OrderSerializer(order, context={"at": timezone.now()}).data)
