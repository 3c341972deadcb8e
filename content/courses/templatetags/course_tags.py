"""Paid content, for pages of goods and orders."""

from django import template
from django.template.context import Context

from content.courses.models import CoursePage
from content.courses.queries import course_of as find_course
from shop.catalog.models import Product
from shop.core import clock

register = template.Library()


@register.simple_tag(takes_context=True)
def course_of(context: Context, product: Product) -> CoursePage | None:
    """``{% course_of product as course %}``: the published page that buying it opens."""
    return find_course(product, at=context.get("at") or clock.now())
