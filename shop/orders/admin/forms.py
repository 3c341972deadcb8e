"""Forms of the order desk."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.inventory.models import Place
from shop.orders.enums import Fault
from shop.orders.models import OrderLine
from shop.orders.waybills.reading import MAX_TEXT
from shop.shipping.carriers import carrier_choices
from shop.shipping.enums import TrackingKind
from shop.shipping.forms import ParcelForm

_UNITS = "units-"


class ShipForm(ParcelForm):
    """Carrier and parcel, and what goes into it where that is a question."""

    place = forms.ModelChoiceField(
        label=_("From"), queryset=Place.objects.none(), required=False, empty_label=_("Wherever it expires first")
    )

    def __init__(self, *args: Any, places: list[tuple[Place, bool]], lines: Iterable[OrderLine], **kwargs: Any) -> None:
        """``places``: those with the goods, and whether they have all of them. One alone is no question."""
        super().__init__(*args, **kwargs)
        waiting = [line for line in lines if line.to_ship]
        if sum(line.to_ship for line in waiting) > 1:
            for line in waiting:
                self.fields[f"{_UNITS}{line.pk}"] = forms.IntegerField(
                    label=line.title,
                    min_value=0,
                    max_value=line.to_ship,
                    initial=line.to_ship,
                    required=False,
                    help_text=_("of %(count)s") % {"count": line.to_ship},
                )
        if len(places) < 2:
            del self.fields["place"]
            return
        field: Any = self.fields["place"]
        field.queryset = Place.objects.filter(pk__in=[place.pk for place, _is_all in places])
        complete = {place.pk: is_all for place, is_all in places}
        field.label_from_instance = lambda place: (
            place.name if complete.get(place.pk) else _("%(place)s (not all of it)") % {"place": place.name}
        )

    @property
    def unit_fields(self) -> list[forms.BoundField]:
        """How many units of each line go into the parcel; none where there is nothing to choose."""
        return [field for field in self if field.name.startswith(_UNITS)]

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """All others."""
        return [field for field in self if not field.name.startswith(_UNITS)]

    def clean(self) -> dict[str, Any]:
        """What ``ship_order`` takes. A line left empty stays behind; a form without the question means everything."""
        data = super().clean() or {}
        counts = {name: data.pop(name, None) for name in list(data) if name.startswith(_UNITS)}
        asked = any(self.add_prefix(name) in self.data for name in self.fields if name.startswith(_UNITS))
        if asked:
            data["units"] = {int(name.removeprefix(_UNITS)): count or 0 for name, count in counts.items()}
        return data


class CancelForm(forms.Form):
    """Why; kept on the time line."""

    text = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Kept on the time line of the order."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CallOffForm(CancelForm):
    """Because of whom, which decides about the deposit, and why."""

    fault = forms.ChoiceField(label=_("Because of"), choices=Fault.choices, widget=forms.RadioSelect)
    field_order = ("fault", "text")


class NoteForm(forms.Form):
    """A note for colleagues."""

    text = forms.CharField(
        label=_("Note"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["placeholder"] = _("Seen by staff only")


class TagsForm(forms.Form):
    """Tags in one line."""

    tags = forms.CharField(label=_("Tags"), max_length=300, required=False, help_text=_("Separated by commas"))

    def clean_tags(self) -> list[str]:
        return re.split(r"[,，、;；]", self.cleaned_data["tags"])


class NewsForm(forms.Form):
    """What somebody was told about a parcel."""

    kind = forms.ChoiceField(label=_("What happened"), choices=TrackingKind.choices)
    text = forms.CharField(
        label=_("In words"),
        max_length=200,
        required=False,
        help_text=_("The customer sees it on the order's page."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReceivedForm(forms.Form):
    """Nothing to fill in: the question alone."""


class WaybillsForm(forms.Form):
    """Waybill numbers, pasted or as a file."""

    text = forms.CharField(
        label=_("Paste"),
        required=False,
        max_length=MAX_TEXT,
        help_text=_("One row for each order: order number and tracking number, the carrier if it is another one."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "mb-mono"}),
    )
    file = forms.FileField(
        label=_("or a CSV or XLSX file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )
    carrier = forms.ChoiceField(label=_("Carrier of rows that name none"), choices=carrier_choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["placeholder"] = "2611270000001\tSF1234567890123"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and bool(data.get("file")) == bool((data.get("text") or "").strip()):
            raise forms.ValidationError(_("Paste the numbers or choose a file, one of the two."))
        return data
