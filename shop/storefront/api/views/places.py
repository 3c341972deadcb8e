"""Where things can go: China's divisions, and places where orders are fetched."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from shop.customers.regions import path_of_code, provinces
from shop.inventory.models import Place
from shop.storefront.api.serializers.places import PickupPlaceSerializer, RegionSerializer


class RegionListView(APIView):
    """The regions below another."""

    @extend_schema(
        summary="Regions",
        parameters=[OpenApiParameter("parent", str, description="Code of the region above; none: the provinces.")],
        responses=RegionSerializer(many=True),
    )
    def get(self, request: Any) -> Response:
        """Provinces, cities or districts, by the codes of GB/T 2260; empty where there is nothing below."""
        parent = str(request.query_params.get("parent", ""))[:12]
        path = path_of_code(parent)
        rows = (path[-1].children if path else ()) if parent else provinces()
        if len(rows) == 1 and rows[0].code == parent:
            # A municipality is a city of itself.
            rows = rows[0].children
        return Response(RegionSerializer(rows, many=True).data)


class PickupPlaceListView(APIView):
    """Places where orders can be fetched."""

    @extend_schema(summary="Places to fetch an order at", responses=PickupPlaceSerializer(many=True))
    def get(self, request: Any) -> Response:
        """Send the `id` of one as `pickup_place` with the order."""
        return Response(PickupPlaceSerializer(Place.objects.for_pickup(), many=True).data)
