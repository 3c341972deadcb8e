"""Forms of the voucher desk."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shop.inventory.models import Place
from shop.vouchers.enums import VoucherState
from shop.vouchers.rules import TermsData

TABS = [("", _("All")), *VoucherState.choices]


class CodeForm(forms.Form):
    """What is typed or scanned at the counter."""

    code = forms.CharField(
        label=_("Code"),
        max_length=300,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "autofocus": "", "placeholder": "1234 5678 9012 34"}
        ),
        help_text=_("Scan the QR code with the phone's camera, or type the digits."),
    )


class PlaceForm(forms.Form):
    """Where it is redeemed."""

    def __init__(self, *args: Any, places: QuerySet[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = forms.ModelChoiceField(places, label=_("Redeemed at"), empty_label=None)


class ListFilter(forms.Form):
    """Tab and search, read from the address."""

    tab = forms.ChoiceField(choices=TABS, required=False)
    q = forms.CharField(
        label=_("Search"),
        max_length=60,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "placeholder": _("Code, order number, product")}
        ),
    )


class TermsForm(forms.Form):
    """What vouchers of a product promise. All of it may be left open."""

    valid_days = forms.IntegerField(
        label=_("Valid for days"),
        required=False,
        min_value=1,
        max_value=3650,
        help_text=_("Counted from the payment. Left empty, it does not run out by days."),
    )
    valid_from = forms.DateTimeField(
        label=_("Not before"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    valid_until = forms.DateTimeField(
        label=_("Not after"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    places = forms.ModelMultipleChoiceField(
        Place.objects.all(),
        label=_("Redeemable at"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: at any of your places."),
    )
    conditions = forms.CharField(
        label=_("Conditions"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "What the buyer must know: book ahead, not on holidays … It is on the product page and on the voucher."
        ),
    )

    def terms(self) -> TermsData:
        """The cleaned values, without the places."""
        data = self.cleaned_data
        return TermsData(
            valid_days=data["valid_days"],
            valid_from=data["valid_from"],
            valid_until=data["valid_until"],
            conditions=data["conditions"],
        )
