"""Clicks to other shops as a file, by day, product and source."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.core.errors import InvalidInput
from shop.exports.registry import Asked, Kind, Sheet, register
from shop.social.models import OutboundClick


def register_exports() -> None:
    """Make it exportable; called once at start."""
    register(
        Kind(
            key="clicks",
            label=gettext_lazy("Clicks to other shops"),
            permission="social.view_outboundclick",
            matching=_clicks,
            sheets=_sheets,
            period=_period,
        )
    )


def _period(first: date, last: date) -> dict[str, str]:
    return {"since": first.isoformat(), "until": last.isoformat()}


def _clicks(asked: Asked) -> QuerySet[OutboundClick]:
    from shop.social.click_report import PeriodForm, clicks_of

    form = PeriodForm(asked.query)
    if not form.is_valid():
        raise InvalidInput(gettext_lazy("Please correct the filter first."))
    clicks, _since, _until = clicks_of(form.cleaned_data, today=timezone.localdate(asked.at))
    chosen = form.cleaned_data["product"]
    return clicks.filter(product=chosen) if chosen else clicks


def _sheets(asked: Asked, clicks: QuerySet[OutboundClick]) -> Sequence[Sheet]:
    from shop.social.click_report import by_day

    def products() -> Iterator[list[Any]]:
        groups = clicks.order_by().values("product__title", "host").annotate(count=Count("pk"))
        for row in groups.order_by("-count", "product__title", "host").iterator():
            yield [row["product__title"], row["host"], row["count"]]

    def days() -> Iterator[list[Any]]:
        for row in by_day(clicks):
            yield [row["day"], row["product__title"], row["told"], row["count"]]

    return [
        Sheet(
            title=_("By day and source"),
            header=[_("Day"), _("Product"), _("Came through"), _("Clicks")],
            rows=days(),
        ),
        Sheet(title=_("By product"), header=[_("Product"), _("Other shop"), _("Clicks")], rows=products()),
    ]
