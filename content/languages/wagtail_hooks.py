"""Registrations with Wagtail."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from content.languages.queries import original_of, versions_of
from shop.core import audit
from shop.core.menu import DeskMenuItem


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The list, and the button behind it."""
    return [path("languages/", include("content.languages.admin.urls"))]


class LanguagesItem(DeskMenuItem):
    """For those who write pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(user_has_any_page_permission(request.user))


@hooks.register("register_reports_menu_item")
def languages_item() -> MenuItem:
    """Among the lists."""
    return LanguagesItem(
        gettext_lazy("Languages"), reverse("language_desk:list"), name="languages", icon_name="globe", order=850
    )


@hooks.register("register_page_header_buttons")
def to_other_language(page: Page, user: Any, view_name: str, next_url: str | None = None) -> list[Button]:
    """From a page to its versions and back."""
    if page.depth < 2 or view_name != "edit":
        return []
    if (original := original_of(page)) is not None:
        label = _("The original")
        return [Button(label, reverse("wagtailadmin_pages:edit", args=[original.pk]), icon_name="globe", priority=70)]
    return [
        Button(
            _("In %(language)s: %(standing)s") % {"language": version.name, "standing": version.standing.label},
            reverse("wagtailadmin_pages:edit", args=[version.page.pk])
            if version.page
            else reverse("language_desk:list"),
            icon_name="globe",
            priority=70,
        )
        for version in versions_of([page])[page.pk]
    ]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "languages.make": gettext_lazy("Make a version in another language"),
            "core.translate": gettext_lazy("Translate texts"),
        },
    )
