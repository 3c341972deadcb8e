"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    """Series, lookbook, venue, about, answers and legal pages."""

    name = "content.pages"
    label = "pages"
    verbose_name = _("Pages")

    def ready(self) -> None:
        from django.db.models.signals import post_save
        from wagtail.contrib.redirects.models import Redirect
        from wagtail.signals import page_published, page_slug_changed, post_page_move

        from content.checks.findings import register
        from content.pages.checks import legal_text, venue_goods
        from content.pages.redirects import drop_needless, drop_needless_below, keep_straight

        page_published.connect(drop_needless, dispatch_uid="pages.drop_needless")
        for signal in (page_slug_changed, post_page_move):
            signal.connect(drop_needless_below, dispatch_uid="pages.drop_needless_below")
        post_save.connect(keep_straight, sender=Redirect, dispatch_uid="pages.keep_straight")
        register(legal_text)
        register(venue_goods)
