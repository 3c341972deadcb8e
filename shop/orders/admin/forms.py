"""Forms of the order desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.inventory.models import Place
from shop.orders.enums import Carrier


class ShipForm(forms.Form):
    """Carrier and parcel."""

    carrier = forms.ChoiceField(label=_("Carrier"), choices=Carrier.choices)
    tracking_number = forms.CharField(
        label=_("Tracking number"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    place = forms.ModelChoiceField(
        label=_("From"), queryset=Place.objects.none(), required=False, empty_label=_("Wherever it expires first")
    )

    def __init__(self, *args: Any, places: list[tuple[Place, bool]], **kwargs: Any) -> None:
        """``places``: those with the goods, and whether they have all of them. One alone is no question."""
        super().__init__(*args, **kwargs)
        if len(places) < 2:
            del self.fields["place"]
            return
        field: Any = self.fields["place"]
        field.queryset = Place.objects.filter(pk__in=[place.pk for place, _is_all in places])
        complete = {place.pk: is_all for place, is_all in places}
        field.label_from_instance = lambda place: (
            place.name if complete.get(place.pk) else _("%(place)s (not all of it)") % {"place": place.name}
        )


class CancelForm(forms.Form):
    """Why; kept on the time line."""

    text = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Kept on the time line of the order."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


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


class ReceivedForm(forms.Form):
    """Nothing to fill in: the question alone."""
