"""What the views share: refusals of the contract, and the input that they take."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse

from shop.storefront.api.serializers.common import ProblemSerializer

REFUSED = {
    400: OpenApiResponse(ProblemSerializer, description="The request is malformed; `errors` names the fields."),
    409: OpenApiResponse(ProblemSerializer, description="Not possible as things are; `code` says why."),
}
MISSING = {404: OpenApiResponse(ProblemSerializer, description="No such thing, or not yours.")}
NO_TOKEN = {401: OpenApiResponse(ProblemSerializer, description="No valid token.")}


def checked(serializer_class: Any, request: Any) -> dict[str, Any]:
    """What the request says in that shape; a problem with a message for each field otherwise."""
    serializer = serializer_class(data=request.data)
    serializer.is_valid(raise_exception=True)
    data: dict[str, Any] = serializer.validated_data
    return data
