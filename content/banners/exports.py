"""Banners as a file, with what they brought."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from content.banners.models import Banner
from shop.core.money import as_decimal
from shop.exports.registry import Asked, Kind, Sheet, register
from shop.social.queries import results_of_links

_MONEY = "orders.view_order"


def register_exports() -> None:
    """Make them exportable; called once at start."""
    register(
        Kind(
            key="banners",
            label=gettext_lazy("Banners"),
            permission="banners.view_banner",
            sensitive=(_MONEY,),
            matching=_matching,
            sheets=_sheets,
        )
    )


def _matching(asked: Asked) -> QuerySet[Banner]:
    from content.banners.admin.views import banners_in

    return banners_in(asked.query.get("tab", ""), at=asked.at)


def _sheets(asked: Asked, banners: QuerySet[Banner]) -> Sequence[Sheet]:
    has_money = _MONEY in asked.sees

    def rows() -> Iterator[list[Any]]:
        found = list(banners.select_related("page", "product", "collection", "promotion"))
        results = results_of_links([row.link_id for row in found], by="banner_link")
        for row in found:
            result = results[row.link_id]
            money = [as_decimal(result.left_fen)] if has_money else []
            yield [
                str(row.get_slot_display()), row.headline, row.starts_at, row.ends_at, row.priority,
                str(row.target or ""), row.paid_by, result.clicks, result.orders, *money,
            ]  # fmt: skip

    header = [
        pgettext("banner", "Place"), _("Headline"), _("Begins"), _("Ends"), _("Importance"), _("Leads to"),
        _("Paid by"), _("Clicks"), _("Orders"), *([_("Paid and kept")] if has_money else []),
    ]  # fmt: skip
    return [Sheet(title=_("Banners"), header=header, rows=rows())]
