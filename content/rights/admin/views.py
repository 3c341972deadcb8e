"""The register: lists, one right with what it covers and where that is shown, and its forms."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.widgets.button import HeaderButton

from content.rights.admin.forms import CoverForm, RightForm
from content.rights.enums import RightKind
from content.rights.models import Covered, Right
from content.rights.operations import RightData, cover, remove_right, save_right, uncover
from content.rights.queries import exposed, to_look_at, uses_of
from shop.core.desk import DeskView, tabs_of
from shop.core.desk_form import ButtonView, OperationView, TabFilter
from shop.core.errors import ShopError

ON_A_PAGE = 50
MOST_EXPOSED = 200
# Kinds that stand together in the list.
TABS: dict[str, tuple[Any, tuple[RightKind, ...]]] = {
    "": (gettext_lazy("All"), tuple(RightKind)),
    "look": (gettext_lazy("To look at"), tuple(RightKind)),
    "names": (gettext_lazy("Names and marks"), (RightKind.NAME, RightKind.MARK)),
    "licences": (gettext_lazy("Licences"), (RightKind.LICENCE_IN, RightKind.LICENCE_OUT)),
    "papers": (gettext_lazy("Certificates and reports"), (RightKind.CERTIFICATE, RightKind.REPORT)),
}


def rights_in(tab: str, *, on: date) -> QuerySet[Right]:
    """The rights behind a tab of the list."""
    if tab == "look":
        return to_look_at(on=on)
    return Right.objects.filter(kind__in=TABS.get(tab, TABS[""])[1])


def find_rights(rows: QuerySet[Right], text: str) -> QuerySet[Right]:
    """By what it is, with whom, and its number."""
    for word in text.split():
        rows = rows.filter(Q(title__icontains=word) | Q(party__icontains=word) | Q(number__icontains=word))
    return rows


class RightScreen(DeskView):
    """A screen of the register."""

    permission_required = "rights.view_right"
    header_icon = "lock"

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("rights_desk:list"), "label": _("Register of rights")}]


class RightsView(RightScreen):
    """All rights; what ends first first."""

    template_name = "admin/rights/list.html"
    page_title = gettext_lazy("Register of rights")
    listing = "rights"

    def trail(self) -> list[dict[str, Any]]:
        return []

    @property
    def header_buttons(self) -> list[HeaderButton]:
        buttons = super().header_buttons
        if self.request.user.has_perm("rights.change_right"):
            buttons = [HeaderButton(_("Register"), url=reverse("rights_desk:add"), icon_name="plus"), *buttons]
        if self.request.user.has_perm("rights.view_project"):
            buttons.append(HeaderButton(_("Co-brand projects"), url=reverse("rights_desk:projects"), icon_name="group"))
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        labels = [(key, label) for key, (label, _kinds) in TABS.items()]
        form = TabFilter(self.request.GET, tabs=labels)
        values = form.cleaned_data if form.is_valid() else {}
        tab, words = values.get("tab", ""), values.get("q", "")
        rows = Paginator(find_rights(rights_in(tab, on=today), words), ON_A_PAGE).get_page(self.request.GET.get("p"))
        tabs = tabs_of(labels, current=tab, rows=lambda key: find_rights(rights_in(key, on=today), words))
        listed = [(row, row.standing(today)) for row in rows]
        return super().get_context_data(
            form=form, tab=tab, tabs=tabs, page=rows, rows=listed, is_filtered=bool(words), **kwargs
        )


class ExposedView(RightScreen):
    """What readers see although something on it may not be used any more: taken out there, or its licence renewed."""

    template_name = "admin/rights/exposed.html"
    page_title = gettext_lazy("Public with something that is over")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        finder = AdminURLFinder(self.request.user)
        rows = [
            {
                "thing": row.thing,
                "kind": capfirst(str(getattr(row.thing, "specific_class", type(row.thing))._meta.verbose_name)),
                "url": finder.get_edit_url(row.thing) or "",
                "blocked": [(one, finder.get_edit_url(one.asset) or "") for one in row.blocked],
            }
            for row in exposed(on=timezone.localdate())[:MOST_EXPOSED]
        ]
        return super().get_context_data(rows=rows, **kwargs)


class OneRight:
    """What screens about one right share."""

    kwargs: dict[str, Any]

    @cached_property
    def right(self) -> Right:
        return get_object_or_404(Right.objects.select_related("document", "product"), pk=self.kwargs["pk"])

    def url(self) -> str:
        return reverse("rights_desk:right", args=[self.kwargs["pk"]])


class RightView(OneRight, RightScreen):
    """One right, what it covers, and where that is shown."""

    template_name = "admin/rights/right.html"

    def get_page_title(self) -> str:
        return str(self.right)

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm("rights.change_right"):
            return []
        return [HeaderButton(_("Change"), url=reverse("rights_desk:change", args=[self.right.pk]), icon_name="edit")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        covered = list(self.right.covered.select_related("image", "document").order_by("pk"))
        may_change = self.request.user.has_perm("rights.change_right")
        form = CoverForm() if may_change and self.right.kind == RightKind.LICENCE_IN else None
        return super().get_context_data(
            right=self.right,
            standing=self.right.standing(timezone.localdate()),
            covered=[(row, uses_of(row.asset, by=self.request.user)) for row in covered],
            document_uses=uses_of(self.right.document, by=self.request.user) if self.right.document else [],
            may_change=may_change,
            cover_form=form,
            media=form.media if form else "",
            **kwargs,
        )


class SaveRightView(OneRight, OperationView):
    """Register a right, or change what is registered."""

    permission_required = "rights.change_right"
    template_name = "admin/desk/form.html"
    header_icon = "lock"
    button = gettext_lazy("Save")

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("rights_desk:list"), "label": _("Register of rights")}]

    def get_page_title(self) -> str:
        return str(self.right) if "pk" in self.kwargs else _("Register a right")

    def url(self) -> str:
        return super().url() if "pk" in self.kwargs else reverse("rights_desk:list")

    def make_form(self, data: Any = None) -> RightForm:
        known = get_object_or_404(Right, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None
        return RightForm(data, instance=known)

    def perform(self, values: dict[str, Any]) -> str:
        save_right(by=self.request.user, data=RightData(**values), right_id=self.kwargs.get("pk"))
        return _("Saved.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "media": context["form"].media}


class CoverView(OneRight, RightScreen):
    """Add a picture or document to a licence (POST only)."""

    permission_required = "rights.change_right"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = CoverForm(request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
            return redirect(self.url())
        asset = form.cleaned_data["image"] or form.cleaned_data["document"]
        try:
            cover(by=request.user, right=self.right, asset=asset)
        except ShopError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("“%(title)s” is covered by this licence.") % {"title": asset.title})
        return redirect(self.url())


class UncoverView(OneRight, ButtonView):
    """Take something out of a licence."""

    permission_required = "rights.change_right"

    def perform(self) -> str:
        row = get_object_or_404(Covered.objects.filter(right=self.right), pk=self.kwargs["covered"])
        uncover(by=self.request.user, covered=row)
        return _("Taken out.")


class RemoveRightView(OneRight, ButtonView):
    """Take a right out of the register."""

    permission_required = "rights.change_right"

    def url(self) -> str:
        return reverse("rights_desk:list")

    def perform(self) -> str:
        remove_right(by=self.request.user, right=self.right)
        return _("Removed from the register.")
