"""Forms of the event desk."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.events.forms import people_choices
from content.events.models import EventPage
from content.events.rules import MAX_CAPACITY, MAX_PARTY
from shop.core.desk import validate_sane_date


class MinuteField(forms.DateTimeField):
    """An optional local moment, picked or typed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        moment = super().clean(value)
        if moment:
            validate_sane_date(moment.date())
        return moment


class AdmissionForm(forms.Form):
    """Places, and when one can sign up."""

    capacity = forms.IntegerField(
        label=pgettext_lazy("at an event", "Places"),
        min_value=1,
        max_value=MAX_CAPACITY,
        help_text=_("People, not sign-ups."),
    )
    party_limit = forms.IntegerField(
        label=_("People for each sign-up, at most"), min_value=1, max_value=MAX_PARTY, help_text=_("One to ten.")
    )
    opens_at = MinuteField(label=_("Sign-up opens"), help_text=_("Left empty: at once."))
    closes_at = MinuteField(label=_("Sign-up closes"), help_text=_("Left empty: when the event begins."))
    has_waiting_list = forms.BooleanField(
        label=_("Waiting list"),
        required=False,
        help_text=_(
            "When it is full, people can line up. What comes free is offered in order and held for 24 hours; who left "
            "a mail address is written to, the numbers to call are on the event's page."
        ),
    )


class PartyForm(forms.Form):
    """With how many they come."""

    party = forms.TypedChoiceField(
        label=pgettext_lazy("how many", "People"), coerce=int, choices=people_choices(MAX_PARTY)
    )


class WalkInForm(PartyForm):
    """Somebody who did not sign up."""

    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"), max_length=40, required=False, help_text=_("May be left empty.")
    )
    phone = forms.CharField(
        label=_("Mobile number"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=_("May be left empty. It is removed 30 days after the event."),
    )
    field_order = ["party", "name", "phone"]


class MoveForm(forms.Form):
    """To another event."""

    def __init__(self, *args: Any, events: QuerySet[EventPage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = forms.ModelChoiceField(events, label=_("To the event"), empty_label=None)


class CancelForm(forms.Form):
    """Why it does not take place."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("On the page and on every ticket. Say what happens instead, if something does."),
    )


class LookUpForm(forms.Form):
    """What is scanned, typed or said at the door."""

    code = forms.CharField(
        label=_("Number or name"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": "", "placeholder": "128 406"}),
        help_text=_("Scan the QR code, or type the ticket's number, the end of the mobile number, or the name."),
    )


EVENT_TABS = [
    ("coming", _("To come")),
    ("past", pgettext_lazy("events", "Past")),
    ("all", _("All")),
]


class EventFilter(forms.Form):
    """Which events, and a search in their titles."""

    tab = forms.ChoiceField(choices=EVENT_TABS, required=False)
    q = forms.CharField(
        label=_("Search"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "placeholder": _("Title, place")}),
    )
