"""Which custom work a screen shows: tab and search, told by the address. What is due first is on top."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from shop.bespoke.enums import BespokeState
from shop.bespoke.models import BespokeWork
from shop.bespoke.queries import in_state
from shop.core.desk import Tab, tabs_of

S = BespokeState
# Key, name, states; the shop's turns first.
_TABS: list[tuple[str, str | Promise, tuple[BespokeState, ...]]] = [
    ("quote", _("To quote"), (S.ASKED,)),
    ("design", _("Proof to make"), (S.DESIGNING,)),
    ("make", _("Being made"), (S.MAKING,)),
    ("customer", _("With the customer"), (S.QUOTED, S.ORDERED, S.PROOF, S.BALANCE)),
    ("send", _("To be sent"), (S.READY,)),
    ("closed", _("Closed"), (S.DONE, S.DECLINED, S.WITHDRAWN, S.LAPSED, S.CALLED_OFF)),
]
TABS: list[tuple[str, str | Promise]] = [*((key, label) for key, label, _states in _TABS), ("all", _("All"))]
_STATES = {key: states for key, _label, states in _TABS}


def in_tab(rows: QuerySet[BespokeWork], tab: str, *, at: datetime) -> QuerySet[BespokeWork]:
    """The work behind a tab."""
    return in_state(rows, *_STATES[tab], at=at) if tab in _STATES else rows


class FilterForm(forms.Form):
    """Tab and search, read from the address."""

    tab = forms.ChoiceField(choices=TABS, required=False)
    q = forms.CharField(
        label=_("Search"),
        max_length=60,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "placeholder": _("Number, order, product, phone")}
        ),
    )


class BespokeListing:
    """The custom work of a filter. Values that make no sense are shown as errors and leave the list empty."""

    def __init__(self, data: Any, *, personal: bool, at: datetime) -> None:
        self.at, self._personal = at, personal
        self.form = FilterForm(data)
        self.is_valid = self.form.is_valid()
        values = self.form.cleaned_data if self.is_valid else {}
        self.tab: str = values.get("tab") or TABS[0][0]
        self.text: str = values.get("q", "").strip()

    @cached_property
    def filtered(self) -> QuerySet[BespokeWork]:
        """That of every tab that matches the search."""
        if not self.is_valid:
            return BespokeWork.objects.none()
        rows = BespokeWork.objects.all()
        for word in self.text.split():
            hit = (
                Q(number__istartswith=word) | Q(order__number__startswith=word) | Q(sku__product__title__icontains=word)
            )
            if self._personal:
                hit |= Q(phone__startswith=word) | Q(name__startswith=word)
            rows = rows.filter(hit)
        return rows

    @property
    def is_by_deadline(self) -> bool:
        """Whether what is due first is on top: everywhere but among what is over."""
        return self.tab in _STATES and self.tab != "closed"

    def rows(self) -> QuerySet[BespokeWork]:
        """What to show."""
        return in_tab(self.filtered, self.tab, at=self.at)

    def tabs(self) -> list[Tab]:
        """Every tab with its count under the present filter."""
        return tabs_of(TABS, current=self.tab, rows=lambda key: in_tab(self.filtered, key, at=self.at))
