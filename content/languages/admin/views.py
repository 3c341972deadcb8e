"""Every page with its versions: missing, draft, outdated, up to date; and the button that makes one."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page

from content.languages.operations import make_version
from content.languages.queries import kinds_for, originals, other_languages, versions_of
from shop.core.desk import DeskView
from shop.core.desk_form import ButtonView

ON_A_PAGE = 50


class PagesMixin:
    """For everybody who writes pages."""

    permission_required = "wagtailadmin.access_admin"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not user_has_any_page_permission(request.user):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


class LanguagesView(PagesMixin, DeskView):
    """The list."""

    template_name = "admin/languages/list.html"
    page_title = gettext_lazy("Languages")
    header_icon = "globe"

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not kinds_for(self.request.user):
            return []
        label = _("Texts in other languages")
        return [HeaderButton(label, url=reverse("language_desk:texts"), icon_name="globe")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(originals(), ON_A_PAGE).get_page(self.request.GET.get("p"))
        pages = list(page.object_list)
        versions = versions_of(pages)
        rows = [(row, versions[row.pk]) for row in pages]
        return super().get_context_data(rows=rows, languages=other_languages(), page_obj=page, **kwargs)


class MakeVersionView(PagesMixin, ButtonView):
    """Makes the version, and goes to where it is written."""

    made: Page | None = None

    def url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.made.pk]) if self.made else reverse("language_desk:list")

    def perform(self) -> str:
        page = get_object_or_404(Page, pk=self.kwargs["pk"])
        self.made = make_version(by=self.request.user, page=page, language=self.kwargs["code"])
        return _("A draft with the words of the original: write them anew and publish it.")
