"""Shapes that several answers share."""

from typing import Any

from rest_framework import serializers

from shop.catalog.enums import SpecKind
from shop.catalog.specification import Answer

PICTURE_SPEC = "width-800|format-webp"


class PictureSerializer(serializers.Serializer[Any]):
    """A picture of the media library at 800 pixels width."""

    url = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    alt = serializers.CharField()


def picture(image: Any) -> dict[str, Any] | None:
    """The ``PictureSerializer`` shape of an image, None without one."""
    if image is None:
        return None
    rendition = image.get_rendition(PICTURE_SPEC)
    return {"url": rendition.url, "width": rendition.width, "height": rendition.height, "alt": image.default_alt_text}


class AnswerSerializer(serializers.Serializer[Answer]):
    """What was answered to a question."""

    label = serializers.CharField()  # type: ignore[assignment]  # likewise
    kind = serializers.ChoiceField(choices=SpecKind.choices)
    value = serializers.CharField()
    text = serializers.CharField(help_text="The answer for people.")
    surcharge_fen = serializers.IntegerField()


class ProblemSerializer(serializers.Serializer[Any]):
    """Problem details (RFC 9457), media type `application/problem+json`."""

    type = serializers.CharField()
    title = serializers.CharField(help_text="For people, in the language of the request.")
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="For programs; stable.")
    errors = serializers.DictField(  # type: ignore[assignment]  # likewise
        required=False, help_text="Messages by field."
    )
