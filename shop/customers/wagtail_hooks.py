"""Registrations with Wagtail."""

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
