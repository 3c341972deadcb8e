"""Registrations with Wagtail."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.widgets import Button
from wagtail.permissions import register_permission_policy

from content.channels.models import Piece
from content.stories.models import BrandPage
from shop.core import audit
from shop.core.desk import ViewOnlyPolicy

register_permission_policy(Piece, ViewOnlyPolicy(Piece))


class PieceUrlFinder:
    """Where the site history links a piece to."""

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def get_edit_url(self, piece: Piece) -> str | None:
        if self.user and not self.user.has_perm("channels.view_piece"):
            return None
        return piece.get_absolute_url()


register_admin_url_finder(Piece, PieceUrlFinder)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The desk's addresses."""
    return [path("channels/", include("content.channels.admin.urls"))]


@hooks.register("register_page_header_buttons")
def tell_story(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """From a page to its pieces."""
    if isinstance(page, BrandPage) and page.is_told and page.pk and user.has_perm("channels.change_piece"):
        url = f"{reverse('channel_desk:plan')}?story={page.pk}"
        yield Button(_("Tell it in channels"), url, icon_name="globe", priority=70)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "channels.plan": _("Plan a piece"),
            "channels.write": _("Write a piece"),
            "channels.move": _("Move a piece"),
            "channels.approve": _("Approve a piece"),
            "channels.schedule": _("Schedule a piece"),
            "channels.unschedule": _("Take a piece out of the schedule"),
            "channels.mark_out": _("Note that a piece is out"),
            "channels.out": _("A piece came out"),
            "channels.failed": _("A piece was not accepted"),
            "channels.give_up": _("Note that a piece did not come out"),
            "channels.quota": _("Set a daily quota"),
            "channels.drop": _("Drop a piece"),
            "channels.restore": _("Bring back a piece"),
        },
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may do here, for the role form."""
    return Permission.objects.filter(content_type__app_label="channels", content_type__model="piece")
