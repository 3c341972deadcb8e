"""Registrations with Wagtail."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page

from content.pages.admin.redirects import RedirectListView
from content.pages.admin.views import choose_legal
from content.pages.models import LegalPage
from content.stories.models import HomePage
from shop.core import audit


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The front in blocks; Wagtail's list of redirects with more columns."""
    return [
        path("page-desk/", include("content.pages.admin.urls")),
        path("redirects/", RedirectListView.as_view()),
        path("redirects/results/", RedirectListView.as_view(results_only=True)),
    ]


@hooks.register("before_create_page")
def choose_first(request: HttpRequest, parent_page: Page, page_class: type[Page]) -> HttpResponse | None:
    """A legal page begins with the choice of what it settles."""
    return choose_legal(request, parent_page) if page_class is LegalPage else None


@hooks.register("register_page_header_buttons")
def compose(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Beside a front that is not composed of blocks yet, for those who may edit it."""
    home = page.specific_deferred
    if isinstance(home, HomePage) and view_name == "edit" and page.permissions_for_user(user).can_edit():
        latest = home.get_latest_revision_as_object()
        if not latest.front:
            yield Button(
                _("Lay out in blocks"),
                url=reverse("page_desk:compose", args=[home.pk]),
                icon_name="grid",
                priority=5,
            )


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "pages.add_legal": _("Begin a legal page"),
            "pages.compose_front": _("Lay out the front in blocks"),
        },
    )
