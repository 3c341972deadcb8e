"""Forms of the booking desk."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.bookings.models import Person
from shop.bookings.operations import SessionData
from shop.bookings.rules import LONGEST, MAX_SEATS, MAX_WEEKS, Span
from shop.catalog.enums import ProductKind
from shop.catalog.models import Product
from shop.core.desk import DayField, validate_sane_date
from shop.core.money import YuanField
from shop.inventory.models import Place

MOMENT = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A local moment to the minute."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT), **kwargs)

    def clean(self, value: Any) -> Any:
        moment = super().clean(value)
        if moment:
            validate_sane_date(moment.date())
            moment = moment.replace(second=0, microsecond=0)
        return moment


class CalendarFilter(forms.Form):
    """Which week, and whose; read from the address."""

    day = DayField(label=_("Week of"))
    person = forms.ModelChoiceField(Person.objects.all(), label=_("Led by"), required=False, empty_label=_("All"))


class WhenForm(forms.Form):
    """When, where, and with whom."""

    starts_at = MomentField(label=_("Begins"))
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=5,
        max_value=LONGEST // timedelta(minutes=1),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    place = forms.ModelChoiceField(Place.objects.open(), label=_("Place"), empty_label=None)
    person = forms.ModelChoiceField(
        Person.objects.filter(is_active=True),
        label=_("Led by"),
        empty_label=None,
        help_text=_("Nobody leads two sessions at once."),
    )

    def span(self) -> Span:
        """From when to when."""
        begin = self.cleaned_data["starts_at"]
        return Span(starts_at=begin, ends_at=begin + timedelta(minutes=self.cleaned_data["minutes"]))


class PlanForm(WhenForm):
    """A session to plan, or a weekly series of them."""

    product = forms.ModelChoiceField(
        Product.objects.filter(kind=ProductKind.SERVICE).order_by("title"), label=_("Service"), empty_label=None
    )
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=MAX_SEATS)
    price = YuanField(label=_("Price"), min_fen=1)
    closes_hours = forms.IntegerField(
        label=_("Sale ends, hours before"),
        min_value=0,
        max_value=24 * 60,
        help_text=_("0: it is sold until it begins."),
    )
    weeks = forms.IntegerField(
        label=_("Weeks in a row"),
        min_value=1,
        max_value=MAX_WEEKS,
        help_text=_("Same weekday, same time. The days are shown before anything is planned."),
    )

    field_order = ["product", "starts_at", "minutes", "weeks", "place", "person", "seats", "price", "closes_hours"]

    def session_data(self) -> SessionData:
        """What to plan."""
        data = self.cleaned_data
        return SessionData(
            product=data["product"],
            span=self.span(),
            place=data["place"],
            person=data["person"],
            seats=data["seats"],
            price_fen=data["price"],
            closes_before=timedelta(hours=data["closes_hours"]),
        )


class MoveForm(WhenForm):
    """Another time, place or person; ``seen`` is the beginning the page showed."""

    seen = forms.DateTimeField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, keeps: int, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        # Who leads no new sessions may keep this one.
        people = Person.objects.filter(is_active=True) | Person.objects.filter(pk=keeps)
        self.fields["person"] = forms.ModelChoiceField(people, label=_("Led by"), empty_label=None)


class SeatsForm(forms.Form):
    """How many seats; ``expected`` is the number the page showed."""

    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=MAX_SEATS)
    expected = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MAX_SEATS)


class PersonForm(forms.Form):
    """Somebody who leads sessions."""

    name = forms.CharField(label=_("Name"), max_length=20, help_text=_("Shoppers see it."))
    is_active = forms.BooleanField(
        label=_("Leads sessions"),
        required=False,
        initial=True,
        help_text=_("Off: no new sessions. What is planned stays until you move it."),
    )
