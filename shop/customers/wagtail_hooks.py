"""Registrations with Wagtail."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from shop.core import audit
from shop.core.desk import ViewOnlyPolicy
from shop.customers.models import Customer

register_permission_policy(Customer, ViewOnlyPolicy(Customer))


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The screens' addresses."""
    return [path("customers/", include("shop.customers.admin.urls"))]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "customers.records": _("Copy what is held about a customer"),
            "customers.ask_erasure": _("Ask to be forgotten"),
            "customers.withdraw_erasure": _("Take back the wish to be forgotten"),
            "customers.erase": _("Erase a customer"),
        },
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may do here, for the role form."""
    return Permission.objects.filter(content_type__app_label="customers", content_type__model__in=["customer"])
