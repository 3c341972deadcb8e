"""Registrations with Wagtail."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.permissions import register_permission_policy

from shop.core import audit
from shop.core.desk import ViewOnlyPolicy
from shop.enquiries.models import Enquiry

register_permission_policy(Enquiry, ViewOnlyPolicy(Enquiry))


class EnquiryUrlFinder:
    """Where the site history links an enquiry to."""

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def get_edit_url(self, enquiry: Enquiry) -> str | None:
        if self.user and not self.user.has_perm("enquiries.view_enquiry"):
            return None
        return reverse("enquiry_desk:enquiry", args=[enquiry.pk])


register_admin_url_finder(Enquiry, EnquiryUrlFinder)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The inbox's addresses."""
    return [path("enquiries/", include("shop.enquiries.admin.urls"))]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {"enquiries.set_state": _("Change state of enquiry"), "enquiries.note": _("Add note to enquiry")},
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may do here, for the role form."""
    return Permission.objects.filter(content_type__app_label="enquiries", content_type__model="enquiry")
