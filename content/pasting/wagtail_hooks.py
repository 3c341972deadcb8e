"""Registrations with Wagtail."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page

from content.stories.models import StoryIndexPage
from shop.core import audit


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """Where a text is brought along."""
    return [path("pasting/", include("content.pasting.admin.urls"))]


@hooks.register("register_page_header_buttons")
def bring_a_text(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Beside the list of stories, for those who may add one."""
    if isinstance(page.specific_deferred, StoryIndexPage) and page.permissions_for_user(user).can_add_subpage():
        yield Button(_("Bring a text along"), url=reverse("pasting_desk:new"), icon_name="clipboard-list", priority=5)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(actions, {"pasting.write": _("Write a draft from a text")})
