"""Registrations with Wagtail."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.ui.components import Component
from wagtail.permissions import register_permission_policy

from shop.bookings.models import Person, Session
from shop.catalog.enums import ProductKind
from shop.catalog.models import Product
from shop.core import audit
from shop.core.desk import ViewOnlyPolicy

register_permission_policy(Session, ViewOnlyPolicy(Session))


class SessionUrlFinder:
    """Where the site history links a session to."""

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def get_edit_url(self, session: Session) -> str | None:
        if self.user and not self.user.has_perm("bookings.view_session"):
            return None
        return reverse("booking_desk:session", args=[session.pk])


class PersonUrlFinder:
    """Where the site history links a person to."""

    def __init__(self, user: Any = None) -> None:
        self.user = user

    def get_edit_url(self, person: Person) -> str | None:
        if self.user and not self.user.has_perm("bookings.change_session"):
            return None
        return reverse("booking_desk:person", args=[person.pk])


register_admin_url_finder(Session, SessionUrlFinder)
register_admin_url_finder(Person, PersonUrlFinder)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """The desk's addresses."""
    return [path("sessions/", include("shop.bookings.admin.urls"))]


class SessionsPanel(Component):
    """What is planned of a service, on the screen of its kind."""

    template_name = "admin/bookings/sessions_panel.html"

    def __init__(self, product: Product, *, may_change: bool) -> None:
        self.product = product
        self.may_change = may_change

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        rows = Session.objects.standing().filter(sku__product=self.product, starts_at__gt=timezone.now())
        return {
            "product": self.product,
            "sessions": rows.select_related("sku", "place").order_by("starts_at")[:5],
            "may_change": self.may_change,
        }


@hooks.register("product_kind_panels")
def sessions_of_service(request: HttpRequest, product: Product) -> SessionsPanel | None:
    """The sessions, on the page of a product's kind."""
    if product.kind != ProductKind.SERVICE or not request.user.has_perm("bookings.view_session"):
        return None
    return SessionsPanel(product, may_change=request.user.has_perm("bookings.change_session"))


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "bookings.save_person": _("Change person"),
            "bookings.plan_session": _("Plan session"),
            "bookings.move_session": _("Move session"),
            "bookings.cancel_session": _("Cancel session"),
        },
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may do here, for the role form."""
    return Permission.objects.filter(content_type__app_label="bookings", content_type__model="session")
