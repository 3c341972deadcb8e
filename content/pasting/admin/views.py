"""A text comes in, its draft is written, and what could not be brought along is said."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from content.pasting.admin.forms import PasteForm
from content.pasting.models import PastedText
from content.pasting.operations import begin_again, take_in
from content.pasting.word import html_of
from content.stories.models import StoryIndexPage
from shop.core.desk import DeskView
from shop.core.desk_form import ButtonView, OperationView


def places_for(user: Any) -> list[StoryIndexPage]:
    """Lists of stories that this person may add to."""
    return [page for page in StoryIndexPage.objects.all() if page.permissions_for_user(user).can_add_subpage()]


class PasteView(OperationView):
    """The form; its POST leads to the draft in the making."""

    permission_required = "wagtailadmin.access_admin"
    template_name = "admin/pasting/new.html"
    page_title = _("Bring a text along")
    header_icon = "clipboard-list"
    form_class = PasteForm
    button = _("Make a draft of it")
    pasted: PastedText | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.has_perm(self.permission_required) and not self.places:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def places(self) -> list[StoryIndexPage]:
        return places_for(self.request.user)

    def url(self) -> str:
        if self.pasted is not None:
            return reverse("pasting_desk:pasted", args=[self.pasted.pk])
        return reverse("wagtailadmin_explore", args=[self.places[0].pk])

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": self.url(), "label": self.places[0].get_admin_display_title()}]

    def make_form(self, data: Any = None) -> PasteForm:
        return PasteForm(data, self.request.FILES or None, places=self.places)

    def perform(self, values: dict[str, Any]) -> str:
        file = values.get("file")
        self.pasted = take_in(
            by=self.request.user,
            parent=values.get("parent") or self.places[0],
            html=html_of(file.read()) if file else values["html"],
            text=values["text"],
            title=values["title"],
            source=values["source"],
            at=timezone.now(),
        )
        return str(_("The text is taken in."))


class PastedMixin:
    """About one text; whoever may add a story where it goes may see it."""

    permission_required = "wagtailadmin.access_admin"
    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.has_perm(self.permission_required) and not (
            self.pasted.parent.permissions_for_user(request.user).can_add_subpage()
        ):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    @cached_property
    def pasted(self) -> PastedText:
        return get_object_or_404(PastedText.objects.select_related("parent", "page", "job"), pk=self.kwargs["pk"])


class PastedView(PastedMixin, DeskView):
    """How far it is; at the end the way to the draft, and what could not be brought along."""

    template_name = "admin/pasting/pasted.html"
    page_title = _("Bring a text along")
    header_icon = "clipboard-list"

    def trail(self) -> list[dict[str, Any]]:
        parent = self.pasted.parent
        return [
            {"url": reverse("wagtailadmin_explore", args=[parent.pk]), "label": parent.get_admin_display_title()},
            {"url": reverse("pasting_desk:new"), "label": str(_("Bring a text along"))},
        ]

    def get_page_title(self) -> str:
        page = self.pasted.page
        return page.get_admin_display_title() if page else self.pasted.title or str(_("A text"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job = self.pasted.job
        lost = job.result if job else {}
        brought = sum(pk is not None for pk in self.pasted.pictures)
        return super().get_context_data(pasted=self.pasted, job=job, lost=lost, brought=brought, **kwargs)


class TryAgainView(PastedMixin, ButtonView):
    """The button that takes it up again."""

    def url(self) -> str:
        return reverse("pasting_desk:pasted", args=[self.pasted.pk])

    def perform(self) -> str:
        begin_again(by=self.request.user, pasted=self.pasted)
        return str(_("It goes on."))
