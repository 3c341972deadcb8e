"""Registrations with Wagtail."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The desk's addresses."""
    return [path("posters/", include("content.posters.admin.urls"))]
