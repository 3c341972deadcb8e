"""Orders and the way to pay."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response
from rest_framework.views import APIView

from shop.core import door
from shop.core.errors import NotFound
from shop.orders import operations as orders
from shop.orders.enums import CancelReason
from shop.orders.models import Order
from shop.orders.queries import quote_cart, with_parcels, with_tracking
from shop.payments.gateways import Start, available_gateways
from shop.payments.models import Payment
from shop.payments.operations import pay_from_wallet, start_payment
from shop.payments.rules import WALLET
from shop.social import touch as touches
from shop.storefront.api.idempotency import KEY_PARAMETER, REQUIRED_KEY_PARAMETER, once, order_token
from shop.storefront.api.permissions import IsCustomer
from shop.storefront.api.serializers.common import ProblemSerializer
from shop.storefront.api.serializers.orders import (
    GatewaySerializer,
    OrderCreateSerializer,
    OrderSerializer,
    PaymentCreateSerializer,
    PaymentStartedSerializer,
)
from shop.storefront.api.views.answers import MISSING, NO_TOKEN, REFUSED, checked
from shop.storefront.views.payment import visitor_of
from shop.vouchers.operations import hand_out


class OrderListView(GenericAPIView):
    """The customer's own orders."""

    permission_classes = [IsCustomer]
    serializer_class = OrderSerializer

    def get_queryset(self) -> QuerySet[Order]:
        return own_orders(self.request).order_by("-placed_at", "-id")

    @extend_schema(summary="Own orders", responses={200: OrderSerializer(many=True), **NO_TOKEN})
    def get(self, request: Any) -> Response:
        """Newest first."""
        page = self.paginate_queryset(self.get_queryset())
        rows = OrderSerializer(page, many=True, context={"at": timezone.now()})
        return self.get_paginated_response(rows.data)

    @extend_schema(
        summary="Order the cart",
        request=OrderCreateSerializer,
        parameters=[REQUIRED_KEY_PARAMETER],
        responses={
            201: OrderSerializer,
            **REFUSED,
            **NO_TOKEN,
            422: OpenApiResponse(ProblemSerializer, description="The key was used for another request."),
        },
    )
    def post(self, request: Any) -> Response:
        """Holds the goods until `expires_at`; pay before then."""
        serializer = OrderCreateSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data

        def produce() -> tuple[int, dict[str, Any]]:
            door.require_open()
            now = timezone.now()
            quote = quote_cart(customer=request.auth, at=now)
            order = orders.place_order(
                customer=request.auth,
                lines=quote.order_lines,
                address=serializer.address_data(),
                client_token=order_token(request),
                expected_total_fen=data["expected_total_fen"],
                note=data["note"],
                wishes=serializer.wishes(),
                origin=touches.loads(data["touch"]).as_dict(),
                at=now,
            )
            return 201, order_body(order)

        return once(request, produce, required=True)


class OrderView(APIView):
    """One of the customer's orders."""

    permission_classes = [IsCustomer]

    @extend_schema(summary="An own order", responses={200: OrderSerializer, **MISSING, **NO_TOKEN})
    def get(self, request: Any, number: str) -> Response:
        """Its status is that of this moment: past the deadline an unpaid order is closed."""
        order = own_order(request, number)
        if hand_out(order, at=timezone.now()):
            order = own_order(request, number)
        return Response(order_body(order))


class OrderCancelView(APIView):
    """Cancel."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="Cancel an unpaid order",
        request=None,
        parameters=[KEY_PARAMETER],
        responses={200: OrderSerializer, **REFUSED, **MISSING, **NO_TOKEN},
    )
    def post(self, request: Any, number: str) -> Response:
        """The goods are free again at once."""
        order = own_order(request, number)

        def produce() -> tuple[int, dict[str, Any]]:
            return 200, order_body(
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
        responses={200: OrderSerializer, **REFUSED, **MISSING, **NO_TOKEN},
    )
    def post(self, request: Any, number: str) -> Response:
        """Completes a shipped order."""
        order = own_order(request, number)

        def produce() -> tuple[int, dict[str, Any]]:
            return 200, order_body(orders.complete_order(by=None, order=order, at=timezone.now()))

        return once(request, produce)


class PaymentCreateView(APIView):
    """Pay."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="Start to pay an order",
        request=PaymentCreateSerializer,
        responses={201: PaymentStartedSerializer, **REFUSED, **MISSING, **NO_TOKEN},
    )
    def post(self, request: Any, number: str) -> Response:
        """A pending payment at the same gateway is used again, so a repeat is harmless by itself.

        The gateway `wallet` pays at once from the own wallet, as much as is there; `url` is then the order's page.
        """
        data = checked(PaymentCreateSerializer, request)
        if data["gateway"] == WALLET:
            order = own_order(request, number)
            paid = pay_from_wallet(order=order, at=timezone.now())
            url = request.build_absolute_uri(order.get_absolute_url())
            body = {"reference": paid.reference, "amount_fen": paid.amount_fen, "url": url, "qr": "", "jsapi": {}}
            return Response(body, status=201)
        payment, start = start_payment(
            order=own_order(request, number),
            gateway_code=data["gateway"],
            at=timezone.now(),
            visitor=visitor_of(request, data["gateway"]),
        )
        return Response(started_body(request, payment, start), status=201)


def started_body(request: Any, payment: Payment, start: Start) -> dict[str, Any]:
    """How a payment that was begun is made."""
    return {
        "reference": payment.reference,
        "amount_fen": payment.amount_fen,
        "url": request.build_absolute_uri(start.redirect or payment.paying_url),
        "qr": start.qr,
        "jsapi": start.jsapi,
    }


class GatewayListView(APIView):
    """Ways to pay."""

    @extend_schema(summary="Ways to pay", responses=GatewaySerializer(many=True))
    def get(self, request: Any) -> Response:
        """In the order they should be offered."""
        return Response([{"code": gateway.code, "label": str(gateway.label)} for gateway in available_gateways()])


def own_orders(request: Any) -> QuerySet[Order]:
    own = Order.objects.filter(customer=request.auth).select_related("pickup_place", "deposit", "amends")
    return own.prefetch_related("lines__vouchers__places", "amendments", with_parcels(), with_tracking())


def own_order(request: Any, number: str) -> Order:
    order = own_orders(request).filter(number=number).first()
    if order is None:
        raise NotFound
    return order


def order_body(order: Order) -> dict[str, Any]:
    return dict(OrderSerializer(order, context={"at": timezone.now()}).data)
