"""Registrations with Wagtail: its delete buttons put things into the bin, and its lists do not show what lies there."""

from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page

from content.bin.admin.deleting import DeleteDocumentView, DeleteImageView
from content.bin.operations import bin_asset, bin_page, bin_row
from content.bin.queries import KEPT, is_in_bin, without_bin
from content.media.models import BrandDocument, BrandImage
from content.rights.queries import uses_of
from shop.catalog.models import Product
from shop.core import audit
from shop.core.errors import ShopError
from shop.core.menu import DeskMenuItem

# After the rooms that refuse: what may not be deleted does not go into the bin either.
LAST = 200
# Before Wagtail's own addresses of the same name.
FIRST = -1


@hooks.register("register_admin_urls", order=FIRST)
def admin_urls() -> list[URLPattern | URLResolver]:
    """The bin, and Wagtail's two questions before a file is deleted."""
    return [
        path("bin/", include("content.bin.admin.urls")),
        path("images/<int:image_id>/delete/", DeleteImageView.as_view()),
        path("documents/delete/<int:document_id>/", DeleteDocumentView.as_view()),
    ]


class BinItem(DeskMenuItem):
    """For those who write pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(user_has_any_page_permission(request.user))


@hooks.register("register_reports_menu_item")
def bin_item() -> MenuItem:
    """Among the lists of what was."""
    return BinItem(gettext_lazy("Bin"), reverse("bin_desk:list"), name="bin", icon_name="bin", order=900)


def _said(request: HttpRequest, count: int) -> None:
    messages.success(
        request,
        ngettext(
            "In the bin for %(days)s days: it can be brought back.",
            "%(count)s are in the bin for %(days)s days: they can be brought back.",
            count,
        )
        % {"count": count, "days": KEPT.days},
        buttons=[messages.button(reverse("bin_desk:list"), _("Open the bin"))],
    )


@hooks.register("before_delete_page", order=LAST)
def bin_instead(request: HttpRequest, page: Page) -> HttpResponse:
    """Wagtail's button: a question first, then the bin. Wagtail has asked for the right to delete."""
    if is_in_bin(page):
        return redirect("bin_desk:list")
    back = get_valid_next_url_from_request(request) or reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    if request.method != "POST":
        context = {
            "page": page,
            "below": page.get_descendant_count(),
            "uses": uses_of(page, by=request.user),
            "days": KEPT.days,
            "back": back,
            "page_title": _("Delete"),
            "breadcrumbs_items": [
                {"url": back, "label": page.get_parent().get_admin_display_title()},
                {"label": _("Delete")},
            ],
            "header_title": page.get_admin_display_title(),
            "header_icon": "bin",
        }
        return TemplateResponse(request, "admin/bin/confirm.html", context)
    try:
        bin_page(by=request.user, page=page, at=timezone.now())
    except ShopError as error:
        messages.error(request, str(error))
    else:
        _said(request, 1)
    # An address, never the name of a view: it may come from the request.
    return HttpResponseRedirect(back)


@hooks.register("before_bulk_action", order=LAST)
def bin_many_instead(request: HttpRequest, action_type: str, objects: Any, action: Any) -> HttpResponse | None:
    """The same for many pages, pictures or documents at once: all of them, or none."""
    if action_type != "delete" or not objects or not isinstance(objects[0], Page | BrandImage | BrandDocument):
        return None
    try:
        with transaction.atomic():
            for row in objects:
                if not isinstance(row, Page):
                    bin_asset(by=request.user, asset=row, at=timezone.now())
                elif not is_in_bin(Page.objects.get(pk=row.pk)):
                    bin_page(by=request.user, page=row, at=timezone.now())
    except ShopError as error:
        messages.error(request, _("Nothing was deleted. “%(title)s”: %(reason)s") % {"title": row, "reason": error})
    else:
        _said(request, len(objects))
    return HttpResponseRedirect(action.next_url)


@hooks.register("before_delete_snippet", order=LAST)
def products_instead(request: HttpRequest, instances: Any) -> HttpResponse | None:
    """Products that may be deleted at all, one or many: all of them, or none."""
    if request.method != "POST" or not instances or not isinstance(instances[0], Product):
        return None
    permission = "catalog.delete_product"
    if not request.user.has_perm(permission):
        raise PermissionDenied
    try:
        with transaction.atomic():
            for row in instances:
                bin_row(by=request.user, thing=row, permission=permission, at=timezone.now())
    except ShopError as error:
        messages.error(request, _("Nothing was deleted. “%(title)s”: %(reason)s") % {"title": row, "reason": error})
    else:
        _said(request, len(instances))
    return redirect(Product.snippet_viewset.get_url_name("list"))


@hooks.register("before_edit_page")
@hooks.register("before_publish_page")
def not_from_the_bin(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What lies in the bin is brought back before anybody works on it."""
    if not is_in_bin(page):
        return None
    messages.warning(request, _("This page is in the bin. Bring it back to work on it."))
    return redirect("bin_desk:list")


@hooks.register("construct_explorer_page_queryset")
def hide_in_explorer(parent: Page, pages: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """The bin has its own screen."""
    return without_bin(pages) if parent is None or parent.is_root() else pages


@hooks.register("construct_page_chooser_queryset")
def hide_in_choosers(pages: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """Nothing is linked to what was deleted."""
    return without_bin(pages)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """What a role may do here, for the role form."""
    return Permission.objects.filter(content_type__app_label="bin", codename="empty_bin")


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "bin.put": gettext_lazy("Put into the bin"),
            "bin.restore": gettext_lazy("Bring back from the bin"),
            "bin.remove": gettext_lazy("Remove for good"),
        },
    )
