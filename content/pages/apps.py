"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    """Series, lookbook, venue, about, answers and legal pages."""

    name = "content.pages"
    label = "pages"
    verbose_name = _("Pages")

    def ready(self) -> None:
        from content.checks.findings import register
        from content.pages.checks import legal_text, venue_goods

        register(legal_text)
        register(venue_goods)
