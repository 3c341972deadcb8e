"""Order in advance, and give it up."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from shop.core.errors import NotFound
from shop.orders.enums import DepositFate
from shop.presales import operations
from shop.presales.models import Presale
from shop.social import touch as touches
from shop.storefront.api.idempotency import KEY_PARAMETER, REQUIRED_KEY_PARAMETER, once, order_token
from shop.storefront.api.permissions import IsCustomer
from shop.storefront.api.serializers.common import ProblemSerializer
from shop.storefront.api.serializers.orders import OrderSerializer
from shop.storefront.api.serializers.presales import AdvanceOrderSerializer, GiveUpSerializer
from shop.storefront.api.views.answers import MISSING, NO_TOKEN, REFUSED, checked
from shop.storefront.api.views.orders import order_body, own_order


class AdvanceOrderView(APIView):
    """Order."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="Order in a pre-sale",
        request=AdvanceOrderSerializer,
        parameters=[REQUIRED_KEY_PARAMETER],
        responses={
            201: OrderSerializer,
            **REFUSED,
            **MISSING,
            **NO_TOKEN,
            422: OpenApiResponse(ProblemSerializer, description="The key was used for another request."),
        },
    )
    def post(self, request: Any, presale: int) -> Response:
        """The deposit is paid next, before `expires_at`, as any order is paid; the balance later in the same way."""
        row = Presale.objects.filter(pk=presale).first()
        if row is None:
            raise NotFound
        serializer = AdvanceOrderSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data

        def produce() -> tuple[int, dict[str, Any]]:
            order = operations.order_in_advance(
                customer=request.auth,
                presale=row,
                quantity=data["quantity"],
                address=serializer.address_data(),
                client_token=order_token(request),
                expected_total_fen=data["expected_total_fen"],
                origin=touches.loads(data["touch"]).as_dict(),
                at=timezone.now(),
            )
            return 201, order_body(order)

        return once(request, produce, required=True)


class GiveUpView(APIView):
    """Give up."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="Give up what was ordered in advance",
        request=GiveUpSerializer,
        parameters=[KEY_PARAMETER],
        responses={
            200: OrderSerializer,
            **REFUSED,
            **MISSING,
            **NO_TOKEN,
            422: OpenApiResponse(ProblemSerializer, description="The key was used for another request."),
        },
    )
    def post(self, request: Any, number: str) -> Response:
        """Between deposit and balance. Earnest money is kept, a part payment goes back."""
        order = own_order(request, number)
        expected = DepositFate(checked(GiveUpSerializer, request)["expected_fate"])

        def produce() -> tuple[int, dict[str, Any]]:
            return 200, order_body(operations.give_up(order=order, expected=expected, at=timezone.now()))

        return once(request, produce)
