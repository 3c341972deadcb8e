"""Where somebody comes in: entry points, a new customer, a short link, a printed code."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from shop.core.throttling import client_address
from shop.customers.operations import create_customer
from shop.origin.operations import count_scan, open_code
from shop.origin.queries import origin_of
from shop.social import touch as touches
from shop.social.models import ShortLink
from shop.social.operations import Visitor, open_link
from shop.storefront.api.authentication import token_for
from shop.storefront.api.serializers.arrivals import LinkSerializer, OriginSerializer, TokenSerializer
from shop.storefront.api.serializers.common import ProblemSerializer
from shop.storefront.api.views.answers import MISSING


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


class CustomerCreateView(APIView):
    """New customers."""

    @extend_schema(summary="Become a customer", request=None, responses={201: TokenSerializer})
    def post(self, request: Any) -> Response:
        """A nameless customer with an empty cart, and the token that stands for them."""
        return Response({"token": token_for(create_customer())}, status=201)


class LinkView(APIView):
    """Short links."""

    @extend_schema(
        summary="Open a short link",
        request=None,
        responses={
            200: LinkSerializer,
            **MISSING,
            410: OpenApiResponse(ProblemSerializer, description="It has expired, or what it led to is gone."),
        },
        parameters=[OpenApiParameter("touch", str, description="The touch token so far, if there is one.")],
    )
    def post(self, request: Any, code: str) -> Response:
        """Counts the visit; the `touch` token credits the link when it is sent with an order within 30 days."""
        now = timezone.now()
        link = open_link(code=code, at=now, customer=request.auth)
        before = touches.loads(request.query_params.get("touch"))
        is_banner = link.medium == ShortLink.Medium.BANNER
        touch = before.with_banner(link.pk) if is_banner else before.with_link(link.pk, now)
        target: Any = link.target
        return Response({"url": request.build_absolute_uri(target.get_absolute_url()), "touch": touches.dumps(touch)})


class OriginView(APIView):
    """Codes printed on goods."""

    @extend_schema(
        summary="Look at a printed code",
        request=None,
        responses={
            200: OriginSerializer,
            **MISSING,
            410: OpenApiResponse(ProblemSerializer, description="The labels were called back; `title` says why."),
        },
        parameters=[OpenApiParameter("touch", str, description="The touch token so far, if there is one.")],
    )
    def post(self, request: Any, code: str) -> Response:
        """Counts the look, once a day for each visitor."""
        now = timezone.now()
        printed = open_code(text=code[:40])
        found = origin_of(printed)
        user_agent = request.headers.get("user-agent", "")[:300]
        key = f"customer {request.auth.pk}" if request.auth else f"{client_address(request)} {user_agent}"
        visitor = Visitor(key=key, user_agent=user_agent)
        count_scan(code=printed, visitor=visitor, at=now)
        touch = touches.loads(request.query_params.get("touch"))
        touch = touch.with_code(printed.pk, now) if visitor.counts else touch
        return Response(OriginSerializer(found, context={"touch": touches.dumps(touch)}).data)


@csrf_exempt
def unknown(request: HttpRequest) -> HttpResponse:
    """An address that nothing answers."""
    raise Http404
