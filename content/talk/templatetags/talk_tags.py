"""Readers' words, for pages of stories and goods."""

import json
from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from content.talk.models import Remark
from content.talk.queries import Place, Talk, rule_at, talk_at
from content.talk.views import talk_url
from shop.storefront.pieces import piece

register = template.Library()

_JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}

register.filter("talk_url", talk_url)


@register.simple_tag(takes_context=True)
def talk_below(context: Context, place: Place) -> Talk | None:
    """``{% talk_below page as talk %}``: what is shown below it, and whether one can write; None where it is off."""
    if not place.pk:
        return None
    # As one value, for None is never kept.
    (rule,) = piece(context.get("request"), ("talk", place._meta.label, place.pk), lambda: (rule_at(place),))
    return talk_at(place, rule)


@register.filter
def title_of(remark: Remark) -> str:
    """The title of what it is about."""
    return str(remark.place.title)


@register.simple_tag
def discussion_json_ld(data: dict[str, Any]) -> SafeString:
    """``structured.discussion`` as a data block."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_JSON_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')
