"""The plan of the banner desk."""

from django import template

from content.banners.admin.plan import WIDTH, Plan
from content.banners.rules import Span
from shop.core.desk import day_end, day_start

register = template.Library()


@register.simple_tag
def gap_box(plan: Plan, gap: Span) -> tuple[int, int]:
    """``{% gap_box plan gap as box %}``: where an empty span begins in the drawing, and how wide it is."""
    since, until = day_start(plan.first), day_end(plan.last)
    begins = round((gap.since - since) / (until - since) * WIDTH)
    return begins, max(1, round((gap.until - since) / (until - since) * WIDTH) - begins)
