"""The poster screens."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from content.posters.admin.forms import PosterForm
from content.posters.enums import PosterState
from content.posters.models import Poster
from content.posters.operations import request_poster, retry_poster
from shop.core.desk import DeskView, keyset_page, tabs_of
from shop.social.operations import name_campaign

TABS = [("", gettext_lazy("All")), *((state.value, state.label) for state in PosterState)]


class PosterScreen(DeskView):
    """A screen of the poster desk."""

    permission_required = "posters.view_poster"
    header_icon = "mobile-alt"

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("poster_desk:list"), "label": _("Posters")}]


class PosterListView(PosterScreen):
    """Posters, newest first, with what each brought."""

    template_name = "admin/posters/list.html"
    page_title = gettext_lazy("Posters")

    def trail(self) -> list[dict[str, Any]]:
        return []

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm("posters.add_poster"):
            return []
        return [HeaderButton(_("Make a poster"), url=reverse("poster_desk:add"), icon_name="plus")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tab = self.request.GET.get("tab", "")
        posters = Poster.objects.filter(state=tab) if tab in PosterState.values else Poster.objects.all()
        page = keyset_page(
            posters.select_related("link__campaign", "link__sharer", "link__content_type")
            .prefetch_related("link__target")
            .annotate(scan_count=Count("link__visits")),
            field="requested_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
            size=24,
        )
        every = Poster.objects.all()
        tabs = tabs_of(TABS, current=tab, rows=lambda key: every.filter(state=key) if key else every)
        return super().get_context_data(tabs=tabs, page=page, **kwargs)


class PosterCreateView(PosterScreen):
    """Ask for a poster."""

    permission_required = "posters.add_poster"
    template_name = "admin/posters/add.html"
    page_title = gettext_lazy("Make a poster")

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PosterForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        now = timezone.now()
        campaign = form.cleaned_data["campaign"]
        if form.cleaned_data["new_campaign"].strip():
            campaign = name_campaign(by=request.user, name=form.cleaned_data["new_campaign"], at=now)
        poster = request_poster(by=request.user, target=form.target, at=now, campaign=campaign)
        return redirect("poster_desk:poster", poster.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", PosterForm())
        return super().get_context_data(media=kwargs["form"].media, **kwargs)


class PosterDetailView(PosterScreen):
    """One poster, large, with its link and what it brought."""

    template_name = "admin/posters/poster.html"

    @cached_property
    def poster(self) -> Poster:
        posters = Poster.objects.select_related("link__campaign", "link__sharer", "link__content_type", "created_by")
        return get_object_or_404(posters, pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().get(request, *args, **kwargs)
        if self.poster.is_waiting:
            # Looks again by itself, without a script.
            response["Refresh"] = "3"
        return response

    def get_page_title(self) -> str:
        return str(self.poster.link.target or self.poster.link)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        link = self.poster.link
        return super().get_context_data(
            poster=self.poster,
            link=link,
            short_url=self.request.build_absolute_uri(reverse("storefront:short_link", args=[link.code])),
            scan_count=link.visits.count(),
            order_count=link.attributions.count(),
            is_waiting=self.poster.is_waiting,
            can_retry=self.request.user.has_perm("posters.add_poster"),
            **kwargs,
        )


class PosterRetryView(PosterScreen):
    """Try again (POST only)."""

    permission_required = "posters.add_poster"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        retry_poster(by=request.user, poster=get_object_or_404(Poster, pk=pk), at=timezone.now())
        messages.success(request, _("The poster will be drawn again in a moment."))
        return redirect("poster_desk:poster", pk)
