"""``Idempotency-Key`` on writes: the same key gives the same answer, and the write happens once."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.response import Response

from shop.core.errors import InvalidInput
from shop.core.operations.idempotency import Answer, answer_once

KEY_PARAMETER = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="1 to 80 characters, new for each intent: a repeat with the same key gets the first answer again.",
)
REQUIRED_KEY_PARAMETER = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="1 to 80 characters, new for each order: a repeat with the same key gets the same order.",
)


def idempotency_key(request: Any, *, required: bool = False) -> str:
    """The header, checked; empty when absent and not required."""
    key: str = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > 80 or not key.isprintable():
        raise InvalidInput(_("An Idempotency-Key has 1 to 80 printable characters."), field="Idempotency-Key")
    if required and not key:
        raise InvalidInput(_("Send an Idempotency-Key header with this request."), field="Idempotency-Key")
    return key


def order_token(request: Any) -> str:
    """The key as an order's ``client_token``, which is shorter: two keys that begin alike are two orders."""
    return hashlib.sha256(idempotency_key(request, required=True).encode()).hexdigest()


def once(request: Any, produce: Callable[[], tuple[int, dict[str, Any]]], *, required: bool = False) -> Response:
    """Answer with (status, body) of ``produce``, or with what it answered before to this customer and key."""
    key = idempotency_key(request, required=required)
    if not key:
        status, body = produce()
        return Response(body, status=status)
    fingerprint = hashlib.sha256(
        f"{request.method} {request.path}\n{json.dumps(request.data, sort_keys=True, default=str)}".encode()
    ).hexdigest()

    def answer() -> Answer:
        status, body = produce()
        return Answer(status, json.loads(json.dumps(body, cls=DjangoJSONEncoder)))

    stored = answer_once(actor=f"customer:{request.auth.pk}", key=key, fingerprint=fingerprint, produce=answer)
    headers = {"Idempotent-Replayed": "true"} if stored.replayed else None
    return Response(stored.body, status=stored.status, headers=headers)
