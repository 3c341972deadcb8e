"""Rates in words."""

from django import template

from content.claims.rules import Rate

register = template.Library()


@register.filter
def percent(rate: Rate) -> str:
    """``4.3 %``."""
    return f"{100 * rate.value:.1f} %"


@register.filter
def interval(rate: Rate) -> str:
    """``2.1–7.9 %``: where the true rate lies, nineteen times in twenty."""
    low, high = rate.interval()
    return f"{100 * low:.1f}–{100 * high:.1f} %"
