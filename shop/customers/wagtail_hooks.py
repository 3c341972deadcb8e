"""Registrations with Wagtail."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from shop.core.desk import ViewOnlyPolicy
from shop.customers.models import Customer

register_permission_policy(Customer, ViewOnlyPolicy(Customer))


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The screens' addresses."""
    return [path("customers/", include("shop.customers.admin.urls"))]


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may do here, for the role form."""
    return Permission.objects.filter(content_type__app_label="customers", content_type__model__in=["customer"])
