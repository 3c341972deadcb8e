"""What the OpenAPI document covers."""

from typing import Any

from shop.core.problems import CONTENT_TYPE


def only_public_api(endpoints: list[Any], **kwargs: Any) -> list[Any]:
    """Leave out everything that is not under ``/api/v1/`` (Wagtail has an API of its own)."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]


def errors_are_problems(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Give errors their media type, and every operation what any may answer: too many requests, a bad token or body."""
    schema = {"$ref": "#/components/schemas/Problem"}
    for operations in result["paths"].values():
        for operation in operations.values():
            responses = operation["responses"]
            responses["default"] = {"description": "Anything else: see `code`.", "content": {}}
            for status, response in responses.items():
                if status == "default" or int(status) >= 400:
                    response["content"] = {CONTENT_TYPE: {"schema": schema}}
    return result
