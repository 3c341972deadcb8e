"""Invoices as a file, for the accountant."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from shop.core.errors import InvalidInput
from shop.core.money import as_decimal
from shop.exports.registry import PERSONAL, Asked, Kind, Sheet, register
from shop.invoices.models import Invoice


def register_exports() -> None:
    """Make them exportable; called once at start."""
    register(
        Kind(
            key="invoices",
            label=gettext_lazy("Invoices"),
            permission="invoices.view_invoice",
            matching=_invoices,
            sheets=_sheets,
            sensitive=(PERSONAL,),
        )
    )


def _invoices(asked: Asked) -> QuerySet[Invoice]:
    from shop.invoices.admin.listing import InvoiceListing

    listing = InvoiceListing(asked.query)
    if not listing.is_valid:
        raise InvalidInput(gettext_lazy("Please correct the filter first."))
    return listing.invoices().select_related("order", "top_up").order_by("-requested_at", "-pk")


def _sheets(asked: Asked, invoices: QuerySet[Any]) -> Sequence[Sheet]:
    def rows() -> Iterator[list[Any]]:
        for invoice in invoices.iterator(chunk_size=500):
            yield [
                invoice.about,
                str(invoice.get_state_display()),
                str(invoice.get_kind_display()),
                invoice.title if asked.personal else "",
                invoice.tax_number if asked.personal else "",
                invoice.number,
                as_decimal(invoice.amount_fen) if invoice.amount_fen else None,
                as_decimal(invoice.worth_fen),
                invoice.requested_at,
                invoice.issued_on,
                invoice.reversal_number,
            ]

    header = [
        _("Order or top-up"), _("State"), _("For"), pgettext("invoice", "Title"), _("Tax number"),
        _("Number of the invoice"),
        _("Amount (yuan)"), _("To be invoiced (yuan)"), _("Requested on"), _("Issued on"), _("Number of the reversal"),
    ]  # fmt: skip
    return [Sheet(title=_("Invoices"), header=header, rows=rows())]
