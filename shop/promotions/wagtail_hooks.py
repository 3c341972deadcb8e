"""Registrations with Wagtail."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder

from shop.core import audit
from shop.promotions.models import Promotion


class PromotionUrlFinder:
    """Where the site history links a promotion to."""

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def get_edit_url(self, promotion: Promotion) -> str | None:
        if self.user and not self.user.has_perm("promotions.view_promotion"):
            return None
        return reverse("promotion_desk:promotion", args=[promotion.pk])


register_admin_url_finder(Promotion, PromotionUrlFinder)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The desk's addresses."""
    return [path("promotions/", include("shop.promotions.admin.urls"))]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "promotions.create": _("Create promotion"),
            "promotions.change": _("Change promotion"),
            "promotions.end": _("End promotion"),
            "promotions.cancel": _("Cancel promotion"),
            "promotions.began": _("Promotion began"),
            "promotions.over": _("Promotion is over"),
        },
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may do here, for the role form."""
    return Permission.objects.filter(content_type__app_label="promotions", content_type__model__in=["promotion"])
