"""Customers as a file; masked for those who need not call."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.core.errors import InvalidInput
from shop.customers.models import Customer
from shop.customers.rules import mask_name, mask_phone
from shop.exports.registry import PERSONAL, Asked, Kind, Sheet, register


def register_exports() -> None:
    """Make them exportable; called once at start."""
    register(
        Kind(
            key="customers",
            label=gettext_lazy("Customers"),
            permission="customers.view_customer",
            sensitive=(PERSONAL,),
            matching=_customers,
            sheets=_sheets,
        )
    )


def _customers(asked: Asked) -> QuerySet[Customer]:
    from shop.customers.admin.views import SearchForm, find_customers

    form = SearchForm(asked.query)
    if not form.is_valid():
        raise InvalidInput(gettext_lazy("Please correct the filter first."))
    return find_customers(form.cleaned_data["q"], personal=asked.personal).order_by("-created_at", "-pk")


def _sheets(asked: Asked, customers: QuerySet[Customer]) -> Sequence[Sheet]:
    def rows() -> Iterator[list[Any]]:
        for customer in customers.iterator(chunk_size=1_000):
            yield [
                customer.name if asked.personal or not customer.name else mask_name(customer.name),
                customer.phone if asked.personal else mask_phone(customer.phone),
                customer.created_at,
            ]

    header = [_("Name"), _("Mobile number"), _("Customer since")]
    return [Sheet(title=_("Customers"), header=header, rows=rows())]
