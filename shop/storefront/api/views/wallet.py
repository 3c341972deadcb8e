"""The wallet: what is in it, put in, take out; the same operations as on the page."""

import hashlib
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from shop.core.errors import NotFound
from shop.core.throttling import ApiThrottle
from shop.invoices.queries import top_ups_of
from shop.payments.models import Wallet
from shop.payments.operations import start_top_up, wallet_of, withdraw
from shop.payments.queries import statement, top_up_gateways, wallet_rules, withdrawals
from shop.storefront.api.idempotency import REQUIRED_KEY_PARAMETER, idempotency_key, once
from shop.storefront.api.permissions import IsCustomer
from shop.storefront.api.serializers.common import ProblemSerializer
from shop.storefront.api.serializers.invoices import InvoicedTopUpSerializer
from shop.storefront.api.serializers.orders import PaymentStartedSerializer
from shop.storefront.api.serializers.wallet import (
    StatementRowSerializer,
    TopUpSerializer,
    WalletSerializer,
    WithdrawalSerializer,
    WithdrawSerializer,
)
from shop.storefront.api.views.answers import NO_TOKEN, REFUSED, checked
from shop.storefront.views.payment import visitor_of
from shop.storefront.views.wallet import STATEMENT_ROWS, TOP_UPS

TOKEN_LENGTH = 32


class MoneyThrottle(ApiThrottle):
    """As many writes of money as on the pages."""

    scope = "checkout"


class _Writes(APIView):
    permission_classes = [IsCustomer]

    def get_throttles(self) -> list[BaseThrottle]:
        more = [MoneyThrottle()] if self.request.method == "POST" else []
        return [*super().get_throttles(), *more]


class WalletView(APIView):
    """The wallet."""

    permission_classes = [IsCustomer]

    @extend_schema(summary="The own wallet", responses={200: WalletSerializer, **NO_TOKEN})
    def get(self, request: Any) -> Response:
        """Empty before the first top-up. An order is paid from it with the gateway `wallet`."""
        row = Wallet.objects.filter(customer=request.auth).first() or Wallet()
        rules = wallet_rules()
        body = {
            "principal_fen": row.principal_fen,
            "bonus_fen": row.bonus_fen,
            "balance_fen": row.balance_fen,
            "is_open": rules.is_open,
            "max_balance_fen": rules.max_balance_fen,
            "min_top_up_fen": rules.min_top_up_fen,
            "offers": [{"from_fen": least, "bonus_fen": bonus} for least, bonus in rules.offers],
            "gateways": [{"code": gateway.code, "label": str(gateway.label)} for gateway in top_up_gateways()],
        }
        return Response(WalletSerializer(body).data)


class WalletStatementView(APIView):
    """Movements."""

    permission_classes = [IsCustomer]

    @extend_schema(
        summary="Movements of the own wallet", responses={200: StatementRowSerializer(many=True), **NO_TOKEN}
    )
    def get(self, request: Any) -> Response:
        """The latest hundred, newest first, from the books."""
        rows = statement(request.auth, limit=STATEMENT_ROWS)
        return Response([StatementRowSerializer(row).data for row in rows])


class TopUpView(_Writes):
    """Put money in."""

    @extend_schema(
        summary="Own top-ups, with their invoices",
        responses={200: InvoicedTopUpSerializer(many=True), **NO_TOKEN},
    )
    def get(self, request: Any) -> Response:
        """The latest twenty of which something can be invoiced, or was, newest first."""
        row = Wallet.objects.filter(customer=request.auth).first()
        told = top_ups_of(row, limit=TOP_UPS) if row else []
        return Response([InvoicedTopUpSerializer(top_up).data for top_up in told])

    @extend_schema(
        summary="Begin to put money into the own wallet",
        request=TopUpSerializer,
        responses={201: PaymentStartedSerializer, **REFUSED, **NO_TOKEN},
    )
    def post(self, request: Any) -> Response:
        """A pending top-up of the same amount at the same gateway is used again, so a repeat is harmless by itself."""
        data = checked(TopUpSerializer, request)
        payment, start = start_top_up(
            wallet=wallet_of(request.auth),
            amount_fen=data["amount_fen"],
            gateway_code=data["gateway"],
            at=timezone.now(),
            visitor=visitor_of(request, data["gateway"]),
        )
        body = {
            "reference": payment.reference,
            "amount_fen": payment.amount_fen,
            "url": request.build_absolute_uri(start.redirect or payment.paying_url),
            "qr": start.qr,
            "jsapi": start.jsapi,
        }
        return Response(body, status=201)


class WithdrawalListView(_Writes):
    """Take money out."""

    @extend_schema(summary="Own withdrawals", responses={200: WithdrawalSerializer(many=True), **NO_TOKEN})
    def get(self, request: Any) -> Response:
        """The latest twenty, newest first."""
        row = Wallet.objects.filter(customer=request.auth).first()
        return Response([WithdrawalSerializer(told).data for told in (withdrawals(row) if row else [])])

    @extend_schema(
        summary="Withdraw from the own wallet",
        request=WithdrawSerializer,
        parameters=[REQUIRED_KEY_PARAMETER],
        responses={
            201: WithdrawalSerializer,
            **REFUSED,
            **NO_TOKEN,
            404: OpenApiResponse(ProblemSerializer, description="There is no wallet yet."),
            422: OpenApiResponse(ProblemSerializer, description="The key was used for another request."),
        },
    )
    def post(self, request: Any) -> Response:
        """Back to where it was paid in from, at once and without asking anybody."""
        data = checked(WithdrawSerializer, request)
        key = idempotency_key(request, required=True)
        row = Wallet.objects.filter(customer=request.auth).first()
        if row is None:
            raise NotFound

        def produce() -> tuple[int, dict[str, Any]]:
            token = hashlib.sha256(key.encode()).hexdigest()[:TOKEN_LENGTH]
            done = withdraw(wallet=row, amount_fen=data["amount_fen"], token=token, at=timezone.now())
            state = next(state for state in withdrawals(row) if state.withdrawal.pk == done.pk)
            return 201, dict(WithdrawalSerializer(state).data)

        return once(request, produce, required=True)
