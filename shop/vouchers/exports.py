"""Vouchers as a file, for the books. A code that is still good is money: of it only the end is told."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.bookings.models import Session
from shop.core.errors import InvalidInput
from shop.exports.registry import PERSONAL, Asked, Kind, Sheet, register
from shop.vouchers.enums import VoucherState
from shop.vouchers.models import Voucher
from shop.vouchers.queries import phone_of, tickets_of


def register_exports() -> None:
    """Make them exportable; called once at start."""
    register(
        Kind(
            key="vouchers",
            label=gettext_lazy("Vouchers"),
            permission="vouchers.view_voucher",
            matching=_vouchers,
            sheets=_sheets,
        )
    )
    register(
        Kind(
            key="attendees",
            label=gettext_lazy("Attendees"),
            permission="vouchers.view_voucher",
            matching=_attendees,
            sheets=_attendee_sheets,
            sensitive=(PERSONAL,),
        )
    )


def _vouchers(asked: Asked) -> QuerySet[Voucher]:
    from shop.vouchers.admin.forms import ListFilter
    from shop.vouchers.admin.views import find_vouchers

    form = ListFilter(asked.query)
    if not form.is_valid():
        raise InvalidInput(gettext_lazy("Please correct the filter first."))
    found = find_vouchers(form.cleaned_data["q"])
    tab = form.cleaned_data["tab"]
    return (found.in_state(tab, asked.at) if tab else found).order_by("-issued_at", "-pk")


def _sheets(asked: Asked, vouchers: QuerySet[Voucher]) -> Sequence[Sheet]:
    def rows() -> Iterator[list[Any]]:
        for voucher in vouchers.select_related("line__order", "redeemed_place").iterator(chunk_size=1_000):
            state = voucher.state_at(asked.at)
            is_good = state in {VoucherState.OPEN, VoucherState.UPCOMING}
            yield [
                f"…{voucher.code[-4:]}" if is_good else voucher.readable_code,
                voucher.line.product_title,
                voucher.line.option_text,
                voucher.line.order.number,
                str(state.label),
                voucher.issued_at,
                voucher.valid_from,
                voucher.valid_until,
                voucher.redeemed_at,
                str(voucher.redeemed_place or ""),
            ]

    header = [
        _("Code"), _("Product"), _("Options"), _("Order number"), _("State"), _("Issued"), _("Valid from"),
        _("Valid until"), _("Redeemed"), _("Redeemed at"),
    ]  # fmt: skip
    return [Sheet(title=_("Vouchers"), header=header, rows=rows())]


def _attendees(asked: Asked) -> QuerySet[Voucher]:
    """The tickets of ``?session=``, for the export."""
    text = asked.query.get("session", "")
    session = Session.objects.filter(pk=int(text)).first() if text.isdecimal() and len(text) < 18 else None
    if session is None:
        raise InvalidInput(gettext_lazy("Please correct the filter first."))
    return tickets_of(session)


def _attendee_sheets(asked: Asked, vouchers: QuerySet[Voucher]) -> Sequence[Sheet]:
    """Session, end of the code, number to call, order."""

    def rows() -> Iterator[list[Any]]:
        for voucher in vouchers.select_related("line__sku").iterator(chunk_size=1_000):
            line = voucher.line
            yield [
                line.product_title,
                line.sku.option_text,
                f"…{voucher.code[-4:]}",
                phone_of(voucher, personal=asked.personal),
                line.order.number,
                line.order.note,
                str(voucher.state_at(asked.at).label),
                voucher.redeemed_at,
            ]

    header = [
        _("Product"), _("Session"), _("Code"), _("Mobile number"), _("Order number"), _("Note"), _("State"),
        _("Redeemed"),
    ]  # fmt: skip
    return [Sheet(title=_("Attendees"), header=header, rows=rows())]
