"""Which cases a screen shows: tab and search, told by the address. What is due first is on top."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from shop.aftersales.enums import CaseState
from shop.aftersales.models import Case, CaseQuerySet
from shop.aftersales.rules import OPEN_STATES
from shop.core.desk import Tab, tabs_of

S = CaseState
# Key, name, states; the shop's turns first.
_TABS: list[tuple[str, str | Promise, tuple[CaseState, ...]]] = [
    ("decide", _("To decide"), (S.ASKED, S.RECEIVED)),
    ("receive", _("To receive"), (S.SENT,)),
    ("send", _("To send"), (S.REPLACING,)),
    ("customer", _("With the customer"), (S.OFFERED, S.RETURNING, S.RESENT)),
    ("closed", _("Closed"), (S.SETTLED, S.REFUSED, S.WITHDRAWN)),
]
TABS: list[tuple[str, str | Promise]] = [*((key, label) for key, label, _states in _TABS), ("all", _("All"))]
_STATES = {key: states for key, _label, states in _TABS}


def in_tab(cases: CaseQuerySet, tab: str, *, at: datetime) -> CaseQuerySet:
    """The cases behind a tab, in the state that time has them in."""
    return cases.in_state(*_STATES[tab], at=at) if tab in _STATES else cases


class CaseFilterForm(forms.Form):
    """Tab and search, read from the address."""

    tab = forms.ChoiceField(choices=TABS, required=False)
    q = forms.CharField(
        label=_("Search"),
        max_length=60,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "placeholder": _("Case, order, parcel, product, phone")}
        ),
    )


class CaseListing:
    """The cases of a filter. Values that make no sense are shown as errors and leave the list empty."""

    def __init__(self, data: Any, *, personal: bool, at: datetime) -> None:
        self.at, self._personal = at, personal
        self.form = CaseFilterForm(data)
        self.is_valid = self.form.is_valid()
        values = self.form.cleaned_data if self.is_valid else {}
        self.tab: str = values.get("tab") or TABS[0][0]
        self.text: str = values.get("q", "").strip()

    @cached_property
    def filtered(self) -> CaseQuerySet:
        """The cases of every tab that match the search."""
        if not self.is_valid:
            return Case.objects.none()
        rows = Case.objects.all()
        for word in self.text.split():
            hit = (
                Q(number__istartswith=word)
                | Q(order__number__startswith=word)
                | Q(tracking_number__iexact=word)
                | Q(new_tracking_number__iexact=word)
                | Q(lines__line__product_title__icontains=word)
            )
            if self._personal:
                hit |= Q(order__phone__startswith=word) | Q(order__recipient__startswith=word)
            rows = rows.filter(Q(pk__in=Case.objects.filter(hit).values("pk")))
        return rows

    @property
    def is_by_deadline(self) -> bool:
        """Whether what is due first is on top: everywhere but among what is over."""
        return self.tab in _STATES and set(_STATES[self.tab]) <= set(OPEN_STATES)

    def cases(self) -> CaseQuerySet:
        """The cases to show."""
        return in_tab(self.filtered, self.tab, at=self.at)

    def tabs(self) -> list[Tab]:
        """Every tab with its count under the present filter."""
        return tabs_of(TABS, current=self.tab, rows=lambda key: in_tab(self.filtered, key, at=self.at))
