"""What is asked about a parcel wherever one is handed to a carrier."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.shipping.carriers import carrier_choices


class ParcelForm(forms.Form):
    """Carrier and number."""

    carrier = forms.ChoiceField(label=_("Carrier"), choices=carrier_choices)
    tracking_number = forms.CharField(
        label=_("Tracking number"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
