"""Stories by what they earned, and one story block by block."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page

from content.revenue.queries import (
    BlockRow,
    StoryRow,
    Touched,
    add_days,
    blocks_of,
    bring_up_to_date,
    stories_earned,
)
from content.revenue.rules import Earned
from content.stories.models import BrandPage
from shop.core.desk import DayField, DeskView

DAYS = 30
PAGE_SIZE = 50


class PeriodForm(forms.Form):
    """Which days, and which touch has earned it."""

    since = DayField(label=pgettext_lazy("days", "From"))
    until = DayField(label=pgettext_lazy("days", "Until"))
    touched = forms.ChoiceField(label=gettext_lazy("Earned by"), choices=Touched.choices, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", gettext_lazy("It ends before it begins."))
        return cleaned


class Period:
    """What an address asks for: by default the last ``DAYS`` days, by the last touch."""

    def __init__(self, query: QueryDict, *, today: date) -> None:
        usual = {"since": (today - timedelta(days=DAYS - 1)).isoformat(), "until": today.isoformat()}
        self.form = PeriodForm(usual | {name: text for name, text in query.items() if text})
        values = self.form.cleaned_data if self.form.is_valid() else {}
        self.until: date = values.get("until") or today
        self.since: date = values.get("since") or self.until - timedelta(days=DAYS - 1)
        self.touched: str = values.get("touched") or Touched.LAST

    def stories(self) -> tuple[list[StoryRow], Earned]:
        """All stories, and their sum; none of a filter that makes no sense."""
        if not self.form.is_valid():
            return [], Earned()
        return stories_earned(since=self.since, until=self.until, touched=self.touched)

    def add_days(self, rows: list[StoryRow], whole: Earned) -> None:
        """What these and all of them brought on each day."""
        add_days(rows, whole, since=self.since, until=self.until, touched=self.touched)

    def blocks(self, page: Page) -> tuple[list[BlockRow], Earned]:
        """The blocks of one, and the page as a whole."""
        if not self.form.is_valid():
            return [], Earned()
        return blocks_of(page, since=self.since, until=self.until, touched=self.touched)


class RevenueScreen(DeskView):
    """A screen of the report."""

    permission_required = "social.view_storyblock"
    header_icon = "mb-orders"

    @cached_property
    def period(self) -> Period:
        return Period(self.request.GET, today=timezone.localdate())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            form=self.period.form,
            since=self.period.since,
            until=self.period.until,
            sees_money=self.request.user.has_perm("orders.view_order"),
            **kwargs,
        )


class StoriesView(RevenueScreen):
    """Stories, what stayed most first."""

    template_name = "admin/revenue/list.html"
    page_title = gettext_lazy("Revenue of stories")
    listing = "story_revenue"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_complete = bring_up_to_date(at=timezone.now())
        rows, whole = self.period.stories()
        page = Paginator(rows, PAGE_SIZE).get_page(self.request.GET.get("p"))
        self.period.add_days(list(page), whole)
        query = self.request.GET.copy()
        query.pop("p", None)
        return super().get_context_data(
            page_obj=page, rows=list(page), sum=whole, is_complete=is_complete, query=query.urlencode(), **kwargs
        )


class StoryView(RevenueScreen):
    """One story, block by block."""

    template_name = "admin/revenue/story.html"

    @cached_property
    def story(self) -> Page:
        page = get_object_or_404(Page, pk=self.kwargs["pk"]).specific
        if not isinstance(page, BrandPage):
            raise Http404
        return page

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("revenue_desk:stories"), "label": _("Revenue of stories")}]

    def get_page_title(self) -> str:
        return str(self.story.title)

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.story.permissions_for_user(self.request.user).can_edit():
            return []
        url = reverse("wagtailadmin_pages:edit", args=[self.story.pk])
        return [HeaderButton(_("Edit the page"), url=url, icon_name="edit")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_complete = bring_up_to_date(at=timezone.now())
        rows, whole = self.period.blocks(self.story)
        return super().get_context_data(story=self.story, rows=rows, sum=whole, is_complete=is_complete, **kwargs)
