"""Readers' words, for pages of stories and goods."""

import json
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from content.talk.models import Remark
from content.talk.queries import Place, Talk, talk_at
from content.talk.views import talk_url

register = template.Library()

_JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}

register.filter("talk_url", talk_url)


@register.simple_tag
def talk_below(place: Place) -> Talk | None:
    """``{% talk_below page as talk %}``: what is shown below it, and whether one can write; None where it is off."""
    return talk_at(place) if place.pk else None


@register.filter
def title_of(remark: Remark) -> str:
    """The title of what it is about."""
    return str(remark.place.title)


@register.simple_tag
def discussion_json_ld(data: dict[str, Any]) -> SafeString:
    """``structured.discussion`` as a data block."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_JSON_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')
