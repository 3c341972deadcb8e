"""Registrations with Wagtail."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from shop.core.menu import DeskMenuItem
from shop.ledger.admin.views import BooksView


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """The books."""
    return [path("books/", BooksView.as_view(), name="books")]


@hooks.register("register_money_menu_item")
def books() -> MenuItem:
    """Among what is about money."""
    return DeskMenuItem(
        _("Books"), reverse("books"), name="books", icon_name="list-ul", order=20, permission="ledger.view_entry"
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may see, for the role form."""
    return Permission.objects.filter(content_type__app_label="ledger", content_type__model="entry")
