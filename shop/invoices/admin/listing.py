"""Which invoices a screen shows: tab and search, told by the address."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.core.desk import Tab, tabs_of
from shop.invoices.enums import InvoiceState
from shop.invoices.models import Invoice
from shop.invoices.queries import to_issue, to_reverse, with_worth

TABS: list[tuple[str, str | Promise]] = [
    ("issue", _("To issue")),
    ("reverse", _("To reverse")),
    ("issued", pgettext_lazy("invoices", "Issued")),
    ("all", _("All")),
]


class InvoiceFilterForm(forms.Form):
    """Tab and search, read from the address."""

    tab = forms.ChoiceField(choices=TABS, required=False)
    q = forms.CharField(
        label=_("Search"),
        max_length=60,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "placeholder": _("Order, invoice, title, tax number")}
        ),
    )


class InvoiceListing:
    """The invoices of a filter. Values that make no sense are shown as errors and leave the list empty."""

    def __init__(self, data: Any) -> None:
        self.form = InvoiceFilterForm(data)
        self.is_valid = self.form.is_valid()
        values = self.form.cleaned_data if self.is_valid else {}
        self.tab: str = values.get("tab") or TABS[0][0]
        self.text: str = values.get("q", "").strip()

    @cached_property
    def _condition(self) -> Q:
        found = Q() if self.is_valid else Q(pk__in=[])
        for word in self.text.split():
            found &= (
                Q(order__number__startswith=word)
                | Q(top_up__reference__startswith=word.upper())
                | Q(number__startswith=word)
                | Q(reversal_number__startswith=word)
                | Q(tax_number__startswith=word.upper())
                | Q(title__icontains=word)
            )
        return found

    @property
    def is_waiting(self) -> bool:
        """Whether the tab holds what is to be done: who waits longest is on top."""
        return self.tab in {"issue", "reverse"}

    def invoices(self, tab: str = "") -> QuerySet[Invoice]:
        """The invoices behind a tab, by default the present one."""
        tab = tab or self.tab
        if tab == "issue":
            rows = to_issue()
        elif tab == "reverse":
            rows = to_reverse()
        elif tab == "issued":
            rows = with_worth(Invoice.objects.filter(state=InvoiceState.ISSUED))
        else:
            rows = with_worth(Invoice.objects.all())
        return rows.filter(self._condition)

    def tabs(self) -> list[Tab]:
        """Every tab with its count under the present filter."""
        return tabs_of(TABS, current=self.tab, rows=self.invoices)
