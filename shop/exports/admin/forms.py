"""What people choose about an export."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from shop.exports.enums import Format, Frequency
from shop.exports.operations.schedules import possible_recipients
from shop.exports.registry import Kind


class FormatForm(forms.Form):
    """The file's format."""

    format = forms.ChoiceField(label=_("File"), choices=Format.choices, widget=forms.RadioSelect, initial=Format.XLSX)


class ScheduleForm(forms.Form):
    """When, to whom, as what."""

    frequency = forms.ChoiceField(label=_("How often"), choices=Frequency.choices)
    weekday = forms.TypedChoiceField(label=_("Day, if weekly"), choices=list(WEEKDAYS.items()), coerce=int)
    month_day = forms.TypedChoiceField(
        label=_("Day, if monthly"),
        choices=[(day, str(day)) for day in range(1, 32)],
        coerce=int,
        initial=1,
        help_text=_("In a shorter month, its last day."),
    )
    clock = forms.TimeField(
        label=_("At"),
        initial="08:00",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("In the time zone of the shop."),
    )
    only_new = forms.BooleanField(label=_("Only the days since the one before"), required=False, initial=True)
    format = forms.ChoiceField(label=_("File"), choices=Format.choices)
    recipients = forms.MultipleChoiceField(label=_("Recipients"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, kind: Kind, data: Any = None) -> None:
        super().__init__(data, prefix="mail")
        if kind.period is None:
            del self.fields["only_new"]
        self.people = {str(person.pk): person for person in possible_recipients(kind.key)}
        self.fields["recipients"].choices = [  # type: ignore[attr-defined]
            (pk, f"{person} <{person.email}>") for pk, person in self.people.items()
        ]

    def values(self) -> dict[str, Any]:
        """For ``save_schedule``."""
        data = dict(self.cleaned_data)
        people = [self.people[pk] for pk in data.pop("recipients")]
        format_ = data.pop("format")
        return {"only_new": False, **data, "format_": format_, "recipients": people}
