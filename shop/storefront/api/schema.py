"""What the OpenAPI document covers."""

from typing import Any


def only_public_api(endpoints: list[Any], **kwargs: Any) -> list[Any]:
    """Leave out everything that is not under ``/api/v1/`` (Wagtail has an API of its own)."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]
