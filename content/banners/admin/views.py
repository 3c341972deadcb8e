"""The banner desk: the plan, the list with what each brought, one banner, and what stands where at a moment."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from wagtail.admin.widgets.button import HeaderButton

from content.banners.admin.forms import BannerForm, MomentForm, SpanForm
from content.banners.admin.plan import plan_of
from content.banners.enums import Slot
from content.banners.models import Banner
from content.banners.operations import BannerData, save_banner, withdraw_banner
from content.banners.queries import banner_in, is_shown, shown
from shop.core.desk import DeskView, tabs_of
from shop.core.desk_form import ButtonView, OperationView
from shop.social.queries import results_of_links

ON_A_PAGE = 50
TABS = {
    "": gettext_lazy("All"),
    "now": gettext_lazy("Stands there now"),
    "coming": pgettext_lazy("banner", "To come"),
    "over": pgettext_lazy("banner", "Over"),
}


def banners_in(tab: str, *, at: datetime) -> QuerySet[Banner]:
    """The banners behind a tab."""
    rows = Banner.objects.all()
    if tab == "now":
        return rows.filter(pk__in=shown(at).values("pk"))
    if tab == "coming":
        return Banner.objects.standing().filter(starts_at__gt=at)
    if tab == "over":
        return rows.exclude(pk__in=Banner.objects.at(at).values("pk")).exclude(withdrawn_at=None, starts_at__gt=at)
    return rows


class BannerScreen(DeskView):
    """A screen of the desk."""

    permission_required = "banners.view_banner"
    header_icon = "image"

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("banner_desk:list"), "label": _("Banners")}]

    @property
    def may_change(self) -> bool:
        return bool(self.request.user.has_perm("banners.change_banner"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sees_money = self.request.user.has_perm("orders.view_order")
        return super().get_context_data(may_change=self.may_change, sees_money=sees_money, **kwargs)


class BannersView(BannerScreen):
    """The plan of all places, and the list."""

    template_name = "admin/banners/list.html"
    page_title = gettext_lazy("Banners")
    listing = "banners"

    def trail(self) -> list[dict[str, Any]]:
        return []

    @property
    def header_buttons(self) -> list[HeaderButton]:
        buttons = [
            *super().header_buttons,
            HeaderButton(_("At a moment"), url=reverse("banner_desk:at"), icon_name="view"),
        ]
        if not self.may_change:
            return buttons
        return [HeaderButton(_("Plan a banner"), url=reverse("banner_desk:add"), icon_name="plus"), *buttons]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = timezone.now()
        form = SpanForm(self.request.GET)
        day = (form.cleaned_data.get("day") if form.is_valid() else None) or timezone.localdate(at)
        tab = self.request.GET.get("tab", "")
        tab = tab if tab in TABS else ""
        rows = banners_in(tab, at=at).select_related("link", "page", "product", "collection", "promotion")
        page = Paginator(rows, ON_A_PAGE).get_page(self.request.GET.get("p"))
        results = results_of_links([row.link_id for row in page], by="banner_link")
        plan = plan_of(Banner.objects.standing().select_related("only_collection", "only_page"), first=day, at=at)
        return super().get_context_data(
            form=form,
            plan=plan,
            tabs=tabs_of(list(TABS.items()), current=tab, rows=lambda key: banners_in(key, at=at)),
            page=page,
            rows=[(row, results[row.link_id], self._state(row, at)) for row in page],
            **kwargs,
        )

    @staticmethod
    def _state(banner: Banner, at: datetime) -> tuple[str, str]:
        """As a dot and its word."""
        if banner.withdrawn_at:
            return "draft", _("Taken down")
        if banner.ends_at and banner.ends_at <= at:
            return "draft", pgettext("banner", "Over")
        return ("done", _("Its time is now")) if banner.starts_at <= at else ("pending", pgettext("banner", "To come"))


class OneBanner:
    """What screens about one banner share."""

    kwargs: dict[str, Any]

    @cached_property
    def banner(self) -> Banner:
        rows = Banner.objects.select_related("link", "image", "page", "product", "collection", "promotion")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def url(self) -> str:
        return reverse("banner_desk:banner", args=[self.kwargs["pk"]])


class BannerView(OneBanner, BannerScreen):
    """One banner as shoppers see it, its terms, and what it brought."""

    template_name = "admin/banners/banner.html"

    def get_page_title(self) -> str:
        return str(self.banner)

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.may_change or self.banner.withdrawn_at:
            return []
        told = reverse("language_desk:text", args=["banners.banner", self.banner.pk])
        return [
            HeaderButton(_("Change"), url=reverse("banner_desk:change", args=[self.banner.pk]), icon_name="edit"),
            HeaderButton(_("In other languages"), url=told, icon_name="globe"),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at, banner = timezone.now(), self.banner
        wins = banner_in(banner.slot, at=at, collection=banner.only_collection, page=banner.only_page)
        return super().get_context_data(
            banner=banner,
            result=results_of_links([banner.link_id], by="banner_link")[banner.link_id],
            is_time=Banner.objects.at(at).filter(pk=banner.pk).exists(),
            is_shown=is_shown(banner, at=at),
            instead=wins if wins and wins.pk != banner.pk else None,
            at=at,
            **kwargs,
        )


class SaveBannerView(OneBanner, OperationView):
    """Plan a banner, or change one."""

    permission_required = "banners.change_banner"
    template_name = "admin/desk/form.html"
    header_icon = "image"
    button = gettext_lazy("Save")

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("banner_desk:list"), "label": _("Banners")}]

    def get_page_title(self) -> str:
        return str(self.banner) if "pk" in self.kwargs else _("Plan a banner")

    def url(self) -> str:
        return super().url() if "pk" in self.kwargs else reverse("banner_desk:list")

    def make_form(self, data: Any = None) -> BannerForm:
        known = get_object_or_404(Banner.objects.standing(), pk=self.kwargs["pk"]) if "pk" in self.kwargs else None
        return BannerForm(data, instance=known)

    def perform(self, values: dict[str, Any]) -> str:
        data = BannerData(**values)
        save_banner(by=self.request.user, data=data, at=timezone.now(), banner_id=self.kwargs.get("pk"))
        return _("Saved.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "media": context["form"].media}


class WithdrawView(OneBanner, ButtonView):
    """Take it down."""

    permission_required = "banners.change_banner"

    def perform(self) -> str:
        done = withdraw_banner(by=self.request.user, banner=self.banner, at=timezone.now())
        return _("Taken down. What it brought stays here.") if done else _("It was taken down before.")


class MomentView(BannerScreen):
    """What stands in each place at a moment, as shoppers will see it."""

    template_name = "admin/banners/at.html"
    page_title = gettext_lazy("What stands where")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = MomentForm(self.request.GET)
        at = (form.cleaned_data.get("moment") if form.is_valid() else None) or timezone.now()
        return super().get_context_data(
            form=form,
            at=at,
            rows=[(slot, banner_in(slot, at=at)) for slot in Slot],
            **kwargs,
        )
