"""Which legal page it shall be; the front laid out in blocks."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.models import Page

from content.pages.enums import LegalKind, LegalLanguage
from content.pages.models import LegalPage
from content.pages.operations import add_legal_page, compose_front
from content.stories.models import HomePage
from shop.core.desk_form import OperationView


class LegalChoiceForm(forms.Form):
    """A kind and a language."""

    kind = forms.ChoiceField(choices=LegalKind.choices)
    language = forms.ChoiceField(choices=LegalLanguage.choices)


def choose_legal(request: HttpRequest, parent: Page) -> HttpResponse:
    """The kinds of legal page, each in both languages; choosing one makes its draft and opens it."""
    form = LegalChoiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        page = add_legal_page(
            by=request.user,
            parent=parent,
            kind=LegalKind(form.cleaned_data["kind"]),
            language=LegalLanguage(form.cleaned_data["language"]),
        )
        messages.success(request, _("The draft has the text to begin with. Read it, adapt it, then publish."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    taken = set(LegalPage.objects.child_of(parent).values_list("kind", "language"))
    context: dict[str, Any] = {
        "kinds": [
            (kind, [(language, (kind.value, language.value) in taken) for language in LegalLanguage])
            for kind in LegalKind
        ],
        "parent": parent,
        "page_title": _("Which legal page?"),
        "header_icon": "doc-full",
        "breadcrumbs_items": [],
    }
    return render(request, "admin/pages/choose_legal.html", context)


class ComposeFrontView(OperationView):
    """Says what happens, then makes the draft and opens it."""

    permission_required = "brand.change_menus"
    page_title = gettext_lazy("Lay out the front in blocks")
    header_icon = "grid"
    button = gettext_lazy("Make the draft")

    @cached_property
    def page(self) -> HomePage:
        """The front, for somebody who may edit it."""
        page = get_object_or_404(HomePage, pk=self.kwargs["pk"])
        if not page.permissions_for_user(self.request.user).can_edit():
            raise PermissionDenied
        return page

    def url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def facts(self) -> list[tuple[Any, Any]]:
        return [
            (_("What happens"), _("What the front shows now stands as blocks in a draft: move them, add others.")),
            (_("Readers"), _("See the front as it is until you publish the draft.")),
            (_("Undo"), _("Empty “the front in blocks”, and the front is laid out by itself again.")),
        ]

    def perform(self, values: dict[str, Any]) -> str:
        compose_front(by=self.request.user, page=self.page)
        return _("This draft shows the front as blocks. Nothing is published yet.")
