"""Registrations with Wagtail."""

from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """Where the side panel asks."""
    return [path("checks/", include("content.checks.urls"))]


@hooks.register("insert_editor_js")
def editor_script() -> SafeString:
    """Asks again after each automatic saving."""
    return format_html('<script src="{}" defer></script>', static("js/admin/checks.js"))
