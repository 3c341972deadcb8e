"""Registrations with Wagtail."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from content.stories.models import BrandPage


@hooks.register("construct_page_action_menu")
def publish_first(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Publishing is what people come for: it is the button; drafts save themselves, and by its menu."""
    page = context.get("page")
    if page is not None and not isinstance(page.specific, BrandPage):
        return
    for place, item in enumerate(menu_items):
        if item.name == "action-publish":
            menu_items.insert(0, menu_items.pop(place))
            return
