"""A customer asks to be forgotten; the same operations as on the page."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from shop.core.throttling import ApiThrottle
from shop.customers import erasing
from shop.storefront.api.permissions import IsCustomer
from shop.storefront.api.serializers.erasure import ErasureSerializer
from shop.storefront.api.views.answers import NO_TOKEN, REFUSED


class ForgetThrottle(ApiThrottle):
    """As often as on the page."""

    scope = "forget-me"


class ErasureView(APIView):
    """The wish to be forgotten."""

    permission_classes = [IsCustomer]

    def get_throttles(self) -> list[BaseThrottle]:
        more = [] if self.request.method == "GET" else [ForgetThrottle()]
        return [*super().get_throttles(), *more]

    @extend_schema(summary="What erasing would do", responses={200: ErasureSerializer, **NO_TOKEN})
    def get(self, request: Any) -> Response:
        """What goes, what stays and why, what must be settled first, and whether it was asked for."""
        return self._answer(request)

    @extend_schema(
        summary="Ask to be forgotten",
        request=None,
        responses={200: ErasureSerializer, **NO_TOKEN, 409: REFUSED[409]},
    )
    def post(self, request: Any) -> Response:
        """It happens by itself on `due_at`; the token is worthless then. Asking again changes nothing."""
        erasing.ask_erasure(customer=request.auth, at=timezone.now())
        return self._answer(request)

    @extend_schema(summary="Take the wish back", responses={200: ErasureSerializer, **NO_TOKEN})
    def delete(self, request: Any) -> Response:
        """Until `due_at`. Without a wish nothing happens."""
        erasing.withdraw_erasure(customer=request.auth, at=timezone.now())
        return self._answer(request)

    def _answer(self, request: Any) -> Response:
        preview = erasing.preview(request.auth, at=timezone.now())
        erasure = erasing.open_erasure(request.auth)
        body = {
            "asked_at": erasure.asked_at if erasure else None,
            "due_at": erasure.due_at if erasure else None,
            "objections": preview.objections,
            "holdings": preview.holdings,
        }
        return Response(ErasureSerializer(body).data)
