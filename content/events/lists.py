"""The people of an event behind a tab and a search, told by the address: on the screen, on paper, in a file."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.events.enums import SignUpState
from content.events.models import EventPage, SignUp, SignUpQuerySet
from content.events.tickets import read_number

TABS = [
    ("coming", _("Coming")),
    ("waiting", pgettext_lazy("people", "Waiting")),
    ("offered", _("To call")),
    ("moved", _("Signed up for another time")),
    ("came", pgettext_lazy("people to an event", "Came")),
    ("missed", _("Did not come")),
    ("gone", _("Signed off")),
    ("all", _("All")),
]


class PeopleFilter(forms.Form):
    """Tab and search."""

    tab = forms.ChoiceField(choices=TABS, required=False)
    q = forms.CharField(
        label=_("Search"),
        max_length=60,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "placeholder": _("Name, number, end of the mobile number")}
        ),
    )


def in_tab(rows: SignUpQuerySet, tab: str, *, at: datetime) -> SignUpQuerySet:
    """The rows behind a tab. Who has not come is among the missed once the event is over."""
    lapsed = Q(state=SignUpState.LAPSED) | Q(state=SignUpState.OFFERED, offer_ends_at__lte=at)
    joined = Q(state=SignUpState.JOINED)
    if tab == "moved":
        return rows.of_another_time()
    conditions = {
        "coming": joined,
        "waiting": Q(state=SignUpState.WAITING),
        "offered": Q(state=SignUpState.OFFERED, offer_ends_at__gt=at),
        "came": Q(checked_in_at__isnull=False),
        "missed": joined & Q(checked_in_at=None, event__ends_at__lte=at),
        "gone": Q(state=SignUpState.WITHDRAWN) | lapsed,
    }
    return rows.filter(conditions[tab]) if tab in conditions else rows


def find_people(page: EventPage, text: str, *, personal: bool) -> SignUpQuerySet:
    """By ticket number, by the end of the mobile number, or by name: the last for those who may see names."""
    rows = SignUp.objects.filter(event=page.pk)
    text = text.strip()
    if not text:
        return rows
    if number := read_number(text):
        return rows.filter(number=number)
    digits = "".join(text.split())
    if digits.isdecimal():
        return rows.filter(phone__endswith=digits) if len(digits) >= 4 else rows.none()
    return rows.filter(name__icontains=text) if personal else rows.none()


def ordered(rows: SignUpQuerySet, tab: str) -> SignUpQuerySet:
    """The line in its order, offers by their end, everybody else by name."""
    order = {"waiting": ("queued_at", "pk"), "offered": ("offer_ends_at", "pk"), "came": ("-checked_in_at", "-pk")}
    found: SignUpQuerySet = rows.order_by(*order.get(tab, ("name", "pk")))
    return found


def filtered(page: EventPage, data: Any, *, personal: bool, at: datetime) -> tuple[PeopleFilter, str, SignUpQuerySet]:
    """The filter, its tab and its rows; a filter that makes no sense has none."""
    form = PeopleFilter(data)
    if not form.is_valid():
        return form, TABS[0][0], SignUp.objects.none()
    tab = form.cleaned_data["tab"] or TABS[0][0]
    found = find_people(page, form.cleaned_data["q"], personal=personal)
    return form, tab, ordered(in_tab(found, tab, at=at), tab)
