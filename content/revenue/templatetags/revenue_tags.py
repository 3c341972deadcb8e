"""The line of what came in by day, for tables."""

from datetime import date

from django import template
from django.utils.translation import gettext as _

from content.revenue.rules import Earned, spark
from shop.core.money import yuan

register = template.Library()


@register.simple_tag
def spark_line(earned: Earned, since: date, until: date) -> str:
    """``{% spark_line earned since until as points %}``: corners for a ``polyline``; "" where nothing came in."""
    return " ".join(f"{x},{y}" for x, y in spark(earned.days, since=since, until=until))


@register.simple_tag
def spark_text(earned: Earned) -> str:
    """The same in words: how many days brought something, and the best of them."""
    day, fen = max(earned.days.items(), key=lambda item: item[1])
    return _("%(count)s days with orders; the best was %(day)s with ¥%(sum)s") % {
        "count": len(earned.days),
        "day": day.isoformat(),
        "sum": yuan(fen),
    }
