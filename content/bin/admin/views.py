"""What was deleted: bring it back, or remove it for good."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.models import Page
from wagtail.permissions import policy_registry

from content.bin.admin.forms import RestoreForm
from content.bin.models import Binned
from content.bin.operations import find, remove_for_good, restore_asset, restore_page, restore_row
from content.bin.queries import KEPT, in_bin
from shop.core.desk import DeskView
from shop.core.desk_form import OperationView

ON_A_PAGE = 50


def may_restore(user: Any, binned: Binned, thing: Any) -> bool:
    """Whoever may delete it may bring it back; of a page: whoever may change it."""
    if binned.kept:
        return bool(user.has_perm(binned.permission))
    if thing is None:
        return False
    if isinstance(thing, Page):
        return bool(thing.permissions_for_user(user).can_edit())
    policy = policy_registry.get_by_type(type(thing))
    return bool(policy.user_has_permission_for_instance(user, "delete", thing))


def kind_of(binned: Binned, thing: Any) -> Any:
    """Its model, also of what is kept in the bin alone."""
    return thing if thing is not None else binned.content_type.model_class() or Binned


class BinView(DeskView):
    """What was deleted, the latest first."""

    permission_required = "wagtailadmin.access_admin"
    template_name = "admin/bin/list.html"
    page_title = gettext_lazy("Bin")
    header_icon = "bin"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not user_has_any_page_permission(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(in_bin(), ON_A_PAGE).get_page(self.request.GET.get("p"))
        rows = []
        for binned in page.object_list:
            thing = find(binned)
            rows.append(
                {
                    "binned": binned,
                    "kind": capfirst(str(kind_of(binned, thing)._meta.verbose_name)),
                    "below": thing.get_descendant_count() if isinstance(thing, Page) else 0,
                    "ends_at": binned.at + KEPT,
                    "may_restore": may_restore(self.request.user, binned, thing),
                }
            )
        return super().get_context_data(
            rows=rows,
            page_obj=page,
            days=KEPT.days,
            may_remove=self.request.user.has_perm("bin.empty_bin"),
            **kwargs,
        )


class OneMixin:
    """Of one thing in the bin."""

    permission_required = "wagtailadmin.access_admin"
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def binned(self) -> Binned:
        """What was deleted."""
        return get_object_or_404(in_bin(), pk=self.kwargs["pk"])

    @cached_property
    def thing(self) -> Any:
        """The page, picture or document itself."""
        return find(self.binned)

    def url(self) -> str:
        """The list."""
        return reverse("bin_desk:list")


class RestoreView(OneMixin, OperationView):
    """A page asks where to and whether it is public; a picture or document simply returns."""

    template_name = "admin/bin/restore.html"
    page_title = gettext_lazy("Bring back")
    header_icon = "bin"
    button = gettext_lazy("Bring back")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not user_has_any_page_permission(request.user):
            raise PermissionDenied
        if self.thing is None and not self.binned.kept:
            raise Http404
        if not may_restore(request.user, self.binned, self.thing):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": self.url(), "label": _("Bin")}]

    def get_page_subtitle(self) -> str:
        return self.binned.title

    def make_form(self, data: Any = None) -> Any:
        if not isinstance(self.thing, Page):
            return super().make_form(data)
        return RestoreForm(data, binned=self.binned, page=self.thing, user=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_gone = isinstance(self.thing, Page) and self.binned.parent not in list(
            self.make_form().fields["place"].queryset
        )
        return super().get_context_data(is_gone=is_gone, **kwargs)

    def perform(self, values: dict[str, Any]) -> str:
        by = self.request.user
        if self.binned.kept:
            restore_row(by=by, binned=self.binned)
            return _("“%(title)s” is back.") % {"title": self.binned.title}
        if not isinstance(self.thing, Page):
            restore_asset(by=by, binned=self.binned)
            return _("“%(title)s” is back in the library.") % {"title": self.binned.title}
        _page, left = restore_page(
            by=by, binned=self.binned, place=values["place"], as_public=values.get("as_public", False)
        )
        for row in left:
            messages.warning(
                self.request,
                _("“%(title)s” was public and is a draft now: you may not publish it, or something speaks against it.")
                % {"title": row.get_admin_display_title()},
                buttons=[messages.button(reverse("wagtailadmin_pages:edit", args=[row.pk]), _("Open"))],
            )
        return _("“%(title)s” is back.") % {"title": self.binned.title}


class RemoveView(OneMixin, OperationView):
    """Gone before its time."""

    permission_required = "bin.empty_bin"
    page_title = gettext_lazy("Remove for good")
    header_icon = "bin"
    button = gettext_lazy("Remove for good")
    is_dangerous = True

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": self.url(), "label": _("Bin")}]

    def get_page_subtitle(self) -> str:
        return self.binned.title

    def facts(self) -> list[tuple[Any, Any]]:
        return [
            (_("Deleted by"), self.binned.by or "–"),
            (_("Afterwards"), _("Nothing of it is left but its lines in the history. It cannot be brought back.")),
        ]

    def perform(self, values: dict[str, Any]) -> str:
        remove_for_good(by=self.request.user, binned=self.binned)
        return _("“%(title)s” is removed for good.") % {"title": self.binned.title}
