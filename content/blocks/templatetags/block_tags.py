"""For the templates of blocks, and of the pages they stand in."""

from datetime import datetime
from math import ceil
from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext
from wagtail.blocks import StreamValue
from wagtail.rich_text import RichText, expand_db_html

from content.blocks.drawing import draw, draw_one
from content.blocks.structured import structured_of
from content.blocks.typography import begins_with_han, set_html, set_title
from shop.core.json_ld import data_block

register = template.Library()


@register.filter
def printed(value: RichText) -> SafeString:
    """``{{ value|printed }}``: rich text with Chinese typography."""
    return mark_safe(set_html(expand_db_html(value.source)))


@register.filter
def headline(title: str) -> SafeString:
    """``{{ page.title|headline }}``: broken at its commas, where its parts are short."""
    return set_title(str(title))


@register.filter
def has_initial(value: RichText) -> bool:
    """``{% if value|has_initial %}``: whether its first character may be set large."""
    return begins_with_han(value.source)


@register.filter
def time_left(until: datetime, now: datetime) -> str:
    """``{{ promotion.starts_at|time_left:at }}``: "2 days 3 hours", "3 hours 20 minutes", "20 minutes"."""
    minutes = max(0, ceil((until - now).total_seconds() / 60))
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    units = [
        (days, ngettext("%(count)s day", "%(count)s days", days)),
        (hours, ngettext("%(count)s hour", "%(count)s hours", hours)),
        (minutes, ngettext("%(count)s minute", "%(count)s minutes", minutes)),
    ]
    first = next((place for place, (count, _words) in enumerate(units) if count), 2)
    return " ".join(words % {"count": count} for count, words in units[first : first + 2] if count or first == 2)


@register.simple_tag(takes_context=True)
def story_blocks(context: Context, stream: StreamValue) -> SafeString:
    """``{% story_blocks page.body %}``: its blocks; those that show nothing of the moment are drawn once."""
    return draw(stream, context)


@register.simple_tag(takes_context=True)
def story_block(context: Context, block: Any) -> SafeString:
    """``{% story_block hall %}``: one of them, where something stands between."""
    return draw_one(block, context)


@register.simple_tag
def blocks_json_ld(stream: StreamValue) -> SafeString:
    """``{% blocks_json_ld page.body %}``: schema.org data of its recipes and answers; empty without any."""
    found: list[dict[str, Any]] = structured_of(stream)
    return mark_safe("".join(map(data_block, found)))
