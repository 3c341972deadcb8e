"""Registrations with Wagtail."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from content.courses.models import CoursePage
from shop.orders.queries import is_bought


def _bought(pages: Iterable[Page]) -> CoursePage | None:
    """A page among these, or below them, whose chapters somebody has paid for."""
    for page in pages:
        for course in CoursePage.objects.descendant_of(page, inclusive=True):
            if course.product_id and is_bought(course.product_id):
                return course
    return None


def _refuse(request: HttpRequest, course: CoursePage) -> HttpResponse:
    messages.error(
        request,
        _(
            "“%(title)s” stays: people have paid for it and may read it as long as they like. "
            "To stop selling it, unpublish its product."
        )
        % {"title": course.title},
    )
    return redirect("wagtailadmin_explore", course.get_parent().pk)


@hooks.register("before_unpublish_page")
@hooks.register("before_delete_page")
def keep_what_was_paid_for(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Taking it away would take it from those who bought it."""
    course = _bought([page])
    return _refuse(request, course) if course else None


@hooks.register("before_bulk_action")
def keep_what_was_paid_for_in_bulk(
    request: HttpRequest, action_type: str, objects: Any, action: Any
) -> HttpResponse | None:
    """The same for many pages at once."""
    if action_type not in {"delete", "unpublish"}:
        return None
    course = _bought(row for row in objects if isinstance(row, Page))
    return _refuse(request, course) if course else None
