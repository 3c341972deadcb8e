"""After-sales: ask, see each step, take the next one."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from shop.aftersales import operations
from shop.aftersales.models import Case
from shop.aftersales.queries import cases_of, choices, with_goods
from shop.core.errors import NotFound
from shop.orders.models import Order
from shop.storefront.api.idempotency import KEY_PARAMETER, REQUIRED_KEY_PARAMETER, once, order_token
from shop.storefront.api.permissions import IsCustomer
from shop.storefront.api.serializers.cases import (
    CaseAnswerSerializer,
    CaseChoiceSerializer,
    CaseCreateSerializer,
    CaseParcelSerializer,
    CaseSerializer,
    CasesOfOrderSerializer,
)
from shop.storefront.api.views.answers import MISSING, NO_TOKEN, REFUSED, checked

ANSWERS: dict[int, Any] = {200: CaseSerializer, **REFUSED, **MISSING, **NO_TOKEN}


class OrderCasesView(APIView):
    """Cases of an order."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="What can be asked for with an order, and its cases",
        responses={200: CasesOfOrderSerializer, **MISSING, **NO_TOKEN},
    )
    def get(self, request: Any, number: str) -> Response:
        """`choices` is right for this moment; ask for nothing that is not in it."""
        order, at = _own_order(request, number), timezone.now()
        kinds = CaseChoiceSerializer(choices(order, at=at).kinds, many=True).data
        return Response(
            {"choices": kinds, "cases": CaseSerializer(cases_of(order), many=True, context={"at": at}).data}
        )

    @extend_schema(
        summary="Open a case",
        request=CaseCreateSerializer,
        parameters=[REQUIRED_KEY_PARAMETER],
        responses={201: CaseSerializer, **REFUSED, **MISSING, **NO_TOKEN},
    )
    def post(self, request: Any, number: str) -> Response:
        """A return without a reason and price protection are granted at once; the rest has an answer by `due_at`."""
        order = _own_order(request, number)
        serializer = CaseCreateSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)

        def produce() -> tuple[int, dict[str, Any]]:
            case = operations.open_case(
                order=order, data=serializer.data_given(), client_token=order_token(request), at=timezone.now()
            )
            return 201, _case(request, case.number)

        return once(request, produce, required=True)


class CaseView(APIView):
    """One of the customer's cases."""

    permission_classes = [IsCustomer]

    @extend_schema(summary="An own case", responses={200: CaseSerializer, **MISSING, **NO_TOKEN})
    def get(self, request: Any, number: str) -> Response:
        """Its state is that of this moment, whether a job has written it down or not."""
        return Response(_case(request, number))


class CaseWithdrawView(APIView):
    """Withdraw."""

    permission_classes = [IsCustomer]

    @extend_schema(summary="Withdraw a case", request=None, parameters=[KEY_PARAMETER], responses=ANSWERS)
    def post(self, request: Any, number: str) -> Response:
        """Possible until the goods are on their way back."""
        return _take(request, number, lambda case, at: operations.withdraw(case=case, at=at))


class CaseParcelView(APIView):
    """Send back."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="Name the parcel that brings the goods back",
        request=CaseParcelSerializer,
        parameters=[KEY_PARAMETER],
        responses=ANSWERS,
    )
    def post(self, request: Any, number: str) -> Response:
        """The same parcel again changes nothing."""
        data = checked(CaseParcelSerializer, request)
        return _take(request, number, lambda case, at: operations.send_back(case=case, at=at, **data))


class CaseAnswerView(APIView):
    """Answer an offer."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="Answer an offer", request=CaseAnswerSerializer, parameters=[KEY_PARAMETER], responses=ANSWERS
    )
    def post(self, request: Any, number: str) -> Response:
        """Without an answer by `due_at` the offer is accepted."""
        data = checked(CaseAnswerSerializer, request)
        if data["accepts"]:
            return _take(request, number, lambda case, at: operations.accept_offer(case=case, at=at))
        return _take(request, number, lambda case, at: operations.object_to_offer(case=case, text=data["text"], at=at))


class CaseReceiptView(APIView):
    """Confirm a replacement."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="Confirm that the replacement arrived", request=None, parameters=[KEY_PARAMETER], responses=ANSWERS
    )
    def post(self, request: Any, number: str) -> Response:
        """Settles the case."""
        return _take(request, number, lambda case, at: operations.confirm_replacement(case=case, at=at))


class CaseMoneyView(APIView):
    """The money instead."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="Take the money instead of a late replacement",
        request=None,
        parameters=[KEY_PARAMETER],
        responses=ANSWERS,
    )
    def post(self, request: Any, number: str) -> Response:
        """Possible once the replacement's `due_at` has passed."""
        return _take(request, number, lambda case, at: operations.take_money(case=case, at=at))


def _own_order(request: Any, number: str) -> Order:
    order = Order.objects.filter(customer=request.auth, number=number).first()
    if order is None:
        raise NotFound
    return order


def _own_case(request: Any, number: str) -> Case:
    case = with_goods(Case.objects.filter(order__customer=request.auth, number=number)).first()
    if case is None:
        raise NotFound
    return case


def _case(request: Any, number: str) -> dict[str, Any]:
    return dict(CaseSerializer(_own_case(request, number), context={"at": timezone.now()}).data)


def _take(request: Any, number: str, step: Callable[[Case, datetime], Any]) -> Response:
    """A step, once for each key; the answer is the case as it is afterwards."""
    case = _own_case(request, number)

    def produce() -> tuple[int, dict[str, Any]]:
        step(case, timezone.now())
        return 200, _case(request, number)

    return once(request, produce)
