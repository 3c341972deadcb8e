"""How the look of an unsaved kit reaches its preview: as signed values, so that pages need no inline style."""

from dataclasses import replace
from typing import Any

from django.core import signing

from content.brand.models import BrandKit
from content.brand.queries import Brand, brand_of

_FIELDS = ("paper", "ink", "brand", "accent", "price", "theme", "heading_face", "type_scale", "corners")
_SALT = "brand.look"
_MAX_AGE_SECONDS = 3600


def dump_look(kit: BrandKit) -> str:
    """The look's values, signed."""
    return signing.dumps([getattr(kit, name) for name in _FIELDS], salt=_SALT, compress=True)


def load_look(text: str) -> dict[str, Any]:
    """The values again. ``BadSignature`` when they are not ours or an hour old."""
    values = signing.loads(text, salt=_SALT, max_age=_MAX_AGE_SECONDS)
    return dict(zip(_FIELDS, values, strict=True))


def draft_brand(kit: BrandKit) -> Brand:
    """The brand an unsaved kit would be."""
    return replace(brand_of(kit), draft=dump_look(kit))
