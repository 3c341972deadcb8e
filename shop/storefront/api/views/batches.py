"""What is in the cart for several people: look, order for all of them, pay once."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from shop.core import door
from shop.core.errors import InvalidInput, NotFound
from shop.orders import operations as orders
from shop.orders.batch_quote import BatchQuote, quote_batch
from shop.orders.enums import CancelReason, OrderStatus
from shop.orders.errors import ReceiverRefused
from shop.orders.models import OrderBatch, Receiver
from shop.orders.queries import Quote, quote_cart
from shop.orders.receiver_files import read_text
from shop.payments.operations import due_of, pay_batch_from_wallet, start_payment
from shop.payments.rules import WALLET
from shop.social import touch as touches
from shop.storefront.api.idempotency import KEY_PARAMETER, REQUIRED_KEY_PARAMETER, once, order_token
from shop.storefront.api.permissions import IsCustomer
from shop.storefront.api.serializers.batches import (
    BatchCheckSerializer,
    BatchCreateSerializer,
    BatchQuoteSerializer,
    BatchSerializer,
)
from shop.storefront.api.serializers.common import ProblemSerializer
from shop.storefront.api.serializers.orders import OrderSerializer, PaymentCreateSerializer, PaymentStartedSerializer
from shop.storefront.api.views.answers import MISSING, NO_TOKEN, REFUSED, checked
from shop.storefront.api.views.orders import own_orders, started_body
from shop.storefront.views.payment import visitor_of


class BatchCheckView(APIView):
    """Look at a list of people."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="What it costs to send the cart to several people",
        request=BatchCheckSerializer,
        responses={200: BatchQuoteSerializer, **REFUSED, **NO_TOKEN},
    )
    def post(self, request: Any) -> Response:
        """Row by row: the price, or what is wrong in words. Nothing is kept."""
        data = checked(BatchCheckSerializer, request)
        cart = quote_cart(customer=request.auth, at=timezone.now())
        rows = data["receivers"] or read_text(data["text"], cart)
        return Response(BatchQuoteSerializer(_quote(cart, rows)).data)


class BatchListView(APIView):
    """Order for several people."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="Order the cart for several people",
        request=BatchCreateSerializer,
        parameters=[REQUIRED_KEY_PARAMETER],
        responses={
            201: BatchSerializer,
            **REFUSED,
            **NO_TOKEN,
            422: OpenApiResponse(ProblemSerializer, description="The key was used for another request."),
        },
    )
    def post(self, request: Any) -> Response:
        """An order for each of them, or none at all; pay once before `expires_at`."""
        data = checked(BatchCreateSerializer, request)

        def produce() -> tuple[int, dict[str, Any]]:
            door.require_open()
            cart = quote_cart(customer=request.auth, at=timezone.now())
            quote = _quote(cart, data["receivers"])
            _refuse(quote)
            batch = orders.place_batch(
                customer=request.auth,
                receivers=quote.receivers,
                client_token=order_token(request),
                expected_total_fen=data["expected_total_fen"],
                note=data["note"],
                origin=touches.loads(data["touch"]).as_dict(),
                at=cart.at,
            )
            return 201, _body(request, batch)

        return once(request, produce, required=True)


class BatchView(APIView):
    """Orders that are paid together."""

    permission_classes = [IsCustomer]

    @extend_schema(summary="Own orders to several people", responses={200: BatchSerializer, **MISSING, **NO_TOKEN})
    def get(self, request: Any, number: str) -> Response:
        """Until they are paid all of them are in one status."""
        return Response(_body(request, _own_batch(request, number)))


class BatchCancelView(APIView):
    """Cancel all of it."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="Cancel unpaid orders to several people",
        request=None,
        parameters=[KEY_PARAMETER],
        responses={200: BatchSerializer, **REFUSED, **MISSING, **NO_TOKEN},
    )
    def post(self, request: Any, number: str) -> Response:
        """All of them; a paid one is called off by itself."""
        batch = _own_batch(request, number)

        def produce() -> tuple[int, dict[str, Any]]:
            first = batch.orders.order_by("pk")[0]
            orders.cancel_order(by=None, order=first, reason=CancelReason.CUSTOMER, at=timezone.now())
            return 200, _body(request, batch)

        return once(request, produce)


class BatchPaymentCreateView(APIView):
    """Pay once for all of them."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="Start to pay orders to several people",
        request=PaymentCreateSerializer,
        responses={201: PaymentStartedSerializer, **REFUSED, **MISSING, **NO_TOKEN},
    )
    def post(self, request: Any, number: str) -> Response:
        """As for one order. The gateway `wallet` pays at once from the own wallet, as much as is there."""
        data = checked(PaymentCreateSerializer, request)
        batch, at = _own_batch(request, number), timezone.now()
        if data["gateway"] == WALLET:
            paid = pay_batch_from_wallet(batch=batch, at=at)
            body = {
                "reference": batch.number,
                "amount_fen": sum(part.amount_fen for part in paid),
                "url": request.build_absolute_uri(batch.get_absolute_url()),
                "qr": "",
                "jsapi": {},
            }
            return Response(body, status=201)
        payment, start = start_payment(
            order=batch.orders.order_by("pk")[0],
            gateway_code=data["gateway"],
            at=at,
            visitor=visitor_of(request, data["gateway"]),
        )
        return Response(started_body(request, payment, start), status=201)


def _quote(cart: Quote, rows: list[dict[str, Any]]) -> BatchQuote:
    return quote_batch(cart, [Receiver(**row) for row in rows])


def _refuse(quote: BatchQuote) -> None:
    """What is wrong with one of them refuses all; what is wrong with the goods ``place_batch`` says."""
    for row in quote.rows:
        for field, words in row.problems.items():
            raise ReceiverRefused(
                InvalidInput(words, field=field), position=row.position, recipient=row.receiver.recipient
            )


def _own_batch(request: Any, number: str) -> OrderBatch:
    batch = OrderBatch.objects.filter(customer=request.auth, number=number[:20]).first()
    if batch is None:
        raise NotFound
    return batch


def _body(request: Any, batch: OrderBatch) -> dict[str, Any]:
    at = timezone.now()
    rows = list(own_orders(request).filter(batch=batch).order_by("pk"))
    is_due = all(order.status_at(at) == OrderStatus.PENDING for order in rows)
    return {
        "number": batch.number,
        "placed_at": batch.placed_at,
        "total_fen": sum(order.total_fen for order in rows),
        "due_fen": due_of(rows[0]) if is_due else 0,
        "orders": OrderSerializer(rows, many=True, context={"at": at}).data,
    }
