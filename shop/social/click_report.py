"""Who went on to other shops: a report in the admin, counted from the clicks themselves."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.core.desk import DayField, DeskView
from shop.social.models import OutboundClick

DAYS = 30
MAX_ROWS = 500


class PeriodForm(forms.Form):
    """Which days, and of which product."""

    since = DayField(label=gettext_lazy("From"))
    until = DayField(label=gettext_lazy("Until"))
    product = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class ClickReportView(DeskView):
    """Clicks by product, and by day and source. Each visitor counts once a day for each product; robots do not."""

    permission_required = "social.view_outboundclick"
    header_icon = "link-external"
    template_name = "admin/social/clicks.html"
    listing = "clicks"

    def get_page_title(self) -> str:
        return _("Clicks to other shops")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = PeriodForm(self.request.GET)
        values = form.cleaned_data if form.is_valid() else {}
        clicks, since, until = clicks_of(values, today=timezone.localdate())
        if not form.is_valid():
            clicks = clicks.none()
        products = clicks.values("product", "product__title", "host").annotate(count=Count("pk"))
        chosen = values.get("product")
        rows = by_day(clicks.filter(product=chosen) if chosen else clicks, limit=MAX_ROWS + 1)
        return super().get_context_data(
            form=form,
            since=since,
            until=until,
            products=list(products.order_by("-count", "product__title")[:MAX_ROWS]),
            chosen=chosen,
            rows=rows[:MAX_ROWS],
            has_more=len(rows) > MAX_ROWS,
            shown=MAX_ROWS,
            **kwargs,
        )


def clicks_of(values: dict[str, Any], *, today: date) -> tuple[QuerySet[OutboundClick], date, date]:
    """The clicks of a period, with its first and last day: by default the last ``DAYS`` until today."""
    until = values.get("until") or today
    since = values.get("since") or until - timedelta(days=DAYS - 1)
    return OutboundClick.objects.filter(day__gte=since, day__lte=until), since, until


def by_day(clicks: QuerySet[OutboundClick], *, limit: int | None = None) -> list[dict[str, Any]]:
    """Clicks by day, product and source, newest first; ``told`` is the source in words."""
    groups = clicks.values("day", "product__title", "source", "link__campaign__name", "link__medium", "story_title")
    rows = groups.annotate(count=Count("pk")).order_by("-day", "product__title", "-count", "source", "story_title")
    return [{**row, "told": _told(dict(row))} for row in rows[:limit]]


def _told(row: dict[str, Any]) -> str:
    """The source in words."""
    source = str(OutboundClick.Source(row["source"]).label)
    name = row["story_title"] if row["source"] == OutboundClick.Source.STORY else row["link__campaign__name"]
    return f"{source}: {name}" if name else source
