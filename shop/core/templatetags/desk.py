"""Tags of the desk screens: money, states, exact times, addresses of neighbouring pages."""

from datetime import datetime
from typing import Any

from django import template
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shop.core.desk import choice_label
from shop.core.money import yuan as yuan_text

register = template.Library()


@register.filter
def money(fen: int | None) -> str:
    """``6850`` → ``¥68.50``; nothing for nothing."""
    return "" if fen is None else f"¥{yuan_text(fen)}".replace("¥-", "-¥")


@register.simple_tag
def state_dot(state: str, label: Any) -> SafeString:
    """A state as a coloured dot with its word: never by colour alone."""
    return format_html('<span class="mb-state mb-state--{}">{}</span>', state, label)


register.filter("choice", choice_label)


@register.filter
def moment(at: datetime | None) -> str:
    """Local time to the second."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}" if at else ""


@register.filter
def minute(at: datetime | None) -> str:
    """Local time to the minute, the year only where it is another one."""
    if not at:
        return ""
    local = timezone.localtime(at)
    same_year = local.year == timezone.localtime().year
    return f"{local:%m-%d %H:%M}" if same_year else f"{local:%Y-%m-%d %H:%M}"


@register.simple_tag
def moment_cell(at: datetime) -> SafeString:
    """The minute for a row of a list; the second when one points at it."""
    local = timezone.localtime(at)
    text = f"{local:%m-%d %H:%M}" if local.year == timezone.localdate().year else f"{local:%Y-%m-%d %H:%M}"
    title = f"{local:%Y-%m-%d %H:%M:%S}"
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), title, text)


@register.simple_tag(takes_context=True)
def with_query(context: Any, parameter: str = "", new: Any = "", **changes: Any) -> str:
    """This address's query string with some parameters changed; empty ones are left out.

    One may be given by a name that the template does not know: ``{% with_query tab.name tab.key after="" %}``.
    """
    query: QueryDict = context["request"].GET.copy()
    if parameter:
        changes[parameter] = new
    for name, value in changes.items():
        query.pop(name, None)
        if value not in {"", None}:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"
