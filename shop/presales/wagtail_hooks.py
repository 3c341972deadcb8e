"""Registrations with Wagtail."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.permissions import register_permission_policy

from shop.core import audit
from shop.core.desk import ViewOnlyPolicy
from shop.orders.models import Order, deposit_of
from shop.presales.admin.panels import PresalePanel
from shop.presales.models import Presale

register_permission_policy(Presale, ViewOnlyPolicy(Presale))


class PresaleUrlFinder:
    """Where the site history links a pre-sale to."""

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def get_edit_url(self, presale: Presale) -> str | None:
        if self.user and not self.user.has_perm("presales.view_presale"):
            return None
        return reverse("presale_desk:presale", args=[presale.pk])


register_admin_url_finder(Presale, PresaleUrlFinder)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The desk's addresses."""
    return [path("pre-sales/", include("shop.presales.admin.urls"))]


@hooks.register("order_panels")
def presale_of_order(request: HttpRequest, order: Order) -> PresalePanel | None:
    """The pre-sale that an order was placed in, for those who may see it."""
    # Other orders than those with a deposit are not asked about.
    if deposit_of(order) is None or not request.user.has_perm("presales.view_presale"):
        return None
    presale = Presale.objects.to_send().filter(orders__order=order).select_related("sku__product").first()
    return PresalePanel(presale) if presale else None


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "presales.plan": _("Plan a pre-sale"),
            "presales.change": _("Change a pre-sale"),
            "presales.end": _("End a pre-sale"),
            "presales.call_off": _("Call off a pre-sale"),
        },
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may do here, for the role form."""
    return Permission.objects.filter(content_type__app_label="presales", content_type__model="presale")
