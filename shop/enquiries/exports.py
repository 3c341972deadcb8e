"""Enquiries as a file; masked for those who need not call."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.core.errors import InvalidInput
from shop.enquiries.models import Enquiry
from shop.exports.registry import PERSONAL, Asked, Kind, Sheet, register


def register_exports() -> None:
    """Make them exportable; called once at start."""
    register(
        Kind(
            key="enquiries",
            label=gettext_lazy("Enquiries"),
            permission="enquiries.view_enquiry",
            sensitive=(PERSONAL,),
            matching=_enquiries,
            sheets=_sheets,
        )
    )


def _enquiries(asked: Asked) -> QuerySet[Enquiry]:
    from shop.core.desk_form import TabFilter
    from shop.enquiries.admin.views import TABS, find_enquiries

    form = TabFilter(asked.query, tabs=TABS)
    if not form.is_valid():
        raise InvalidInput(gettext_lazy("Please correct the filter first."))
    found = find_enquiries(form.cleaned_data["q"], personal=asked.personal)
    tab = form.cleaned_data["tab"]
    return (found.filter(state=tab) if tab else found).order_by("-created_at", "-pk")


def _sheets(asked: Asked, enquiries: QuerySet[Enquiry]) -> Sequence[Sheet]:
    from shop.enquiries.admin.views import person_of

    def rows() -> Iterator[list[Any]]:
        for row in enquiries.iterator(chunk_size=1_000):
            person = person_of(row, personal=asked.personal)
            yield [
                row.product_title,
                row.message,
                person.name,
                person.phone,
                person.email,
                str(row.get_state_display()),
                row.created_at,
            ]

    header = [
        _("Product"), _("Message"), _("Name"), _("Mobile number"), _("Mail address"), _("State"), _("Sent"),
    ]  # fmt: skip
    return [Sheet(title=_("Enquiries"), header=header, rows=rows())]
