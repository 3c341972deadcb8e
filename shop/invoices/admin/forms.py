"""What staff write down about an invoice."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.core.desk import DayField
from shop.core.money import YuanField

_NUMBER_HELP = _("As the tax bureau gave it: 20 digits, or a code and 8 digits.")


def _number_field(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=40,
        help_text=_NUMBER_HELP,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


def _file_field(label: Any, *, required: bool = True) -> forms.FileField:
    return forms.FileField(
        label=label,
        required=required,
        help_text=_("The PDF of the tax bureau, at most 5 MB."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )


class IssueForm(forms.Form):
    """What was issued."""

    number = _number_field(_("Number of the invoice"))
    amount_fen = YuanField(label=_("Amount in yuan"), min_fen=1)
    issued_on = DayField(label=_("Issued on"), required=True)
    file = _file_field(_("File"))


class DeclineForm(forms.Form):
    """Why not."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("The customer reads it, and may ask again."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReverseForm(forms.Form):
    """What takes it back."""

    number = _number_field(_("Number of the red-letter invoice"))
    file = _file_field(_("Its file, if there is one"), required=False)
