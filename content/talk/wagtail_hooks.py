"""Registrations with Wagtail."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from content.stories.models import StoryPage
from content.talk.models import Remark
from shop.core import audit
from shop.core.desk import ViewOnlyPolicy
from shop.core.menu import DeskMenuItem

register_permission_policy(Remark, ViewOnlyPolicy(Remark))


class RemarkUrlFinder:
    """Where the site history links a remark to."""

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def get_edit_url(self, remark: Remark) -> str | None:
        if self.user and not self.user.has_perm("talk.view_remark"):
            return None
        return reverse("talk_desk:remark", args=[remark.pk])


register_admin_url_finder(Remark, RemarkUrlFinder)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The inbox's addresses."""
    return [path("talk/", include("content.talk.admin.urls"))]


@hooks.register("register_page_header_buttons")
def below_story(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Beside a story that readers can see: what they wrote below it, and whether they can."""
    if view_name == "edit" and page.live and user.has_perm("talk.view_remark") and page.specific_class is StoryPage:
        yield Button(
            _("Readers' words"), url=reverse("talk_desk:story", args=[page.pk]), icon_name="comment", priority=60
        )


@hooks.register("register_settings_menu_item")
def rule_item() -> MenuItem:
    """Among the settings."""
    return DeskMenuItem(
        _("Readers' words"),
        reverse("talk_desk:rule"),
        name="talk-rule",
        icon_name="comment",
        order=360,
        permission="talk.change_talkrule",
    )


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "talk.show": _("Show remark"),
            "talk.refuse": _("Do not show remark"),
            "talk.answer": _("Answer remark"),
            "talk.take_back": _("Remark taken back by its writer"),
            "talk.set_rule": _("Change who may write"),
            "talk.close_place": _("Close talk below page"),
            "talk.open_place": _("Open talk below page"),
        },
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may do here, for the role form."""
    return Permission.objects.filter(content_type__app_label="talk")
