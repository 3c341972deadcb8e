"""Cases as a file."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.aftersales.models import Case
from shop.aftersales.queries import with_goods
from shop.core.errors import InvalidInput
from shop.core.money import as_decimal
from shop.exports.registry import PERSONAL, Asked, Kind, Sheet, register


def register_exports() -> None:
    """Make them exportable; called once at start."""
    register(
        Kind(
            key="cases",
            label=gettext_lazy("After-sales cases"),
            permission="aftersales.view_case",
            matching=_cases,
            sheets=_sheets,
            sensitive=(PERSONAL,),
        )
    )


def _cases(asked: Asked) -> QuerySet[Case]:
    from shop.aftersales.admin.listing import CaseListing

    listing = CaseListing(asked.query, personal=asked.personal, at=asked.at)
    if not listing.is_valid:
        raise InvalidInput(gettext_lazy("Please correct the filter first."))
    return with_goods(listing.rows()).order_by("-opened_at", "-pk")


def _sheets(asked: Asked, cases: QuerySet[Case]) -> Sequence[Sheet]:
    def rows() -> Iterator[list[Any]]:
        for case in cases.iterator(chunk_size=500):
            for line in case.lines.all():
                yield [
                    case.number,
                    case.order.number,
                    str(case.get_kind_display()),
                    str(case.state_at(asked.at).label),
                    str(case.get_reason_display()),
                    case.words if asked.personal else "",
                    line.line.sku_code,
                    line.line.product_title,
                    line.line.option_text,
                    line.units,
                    line.good,
                    line.damaged,
                    as_decimal(line.asked_fen),
                    as_decimal(line.refunded_fen),
                    case.opened_at,
                    case.due_at,
                    case.closed_at,
                ]

    header = [
        _("Case number"), _("Order number"), _("Kind"), _("State"), _("Reason"), _("In their words"), _("SKU code"),
        _("Product"), _("Options"), _("Quantity"), _("Back, sellable"), _("Back, damaged"), _("Asked for (yuan)"),
        _("Sent back (yuan)"), _("Opened"), _("Due"), _("Closed"),
    ]  # fmt: skip
    return [Sheet(title=_("After-sales cases"), header=header, rows=rows())]
