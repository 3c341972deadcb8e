"""What shoppers send us about custom work."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.bespoke.rules import MAX_PICTURES, MAX_WORDS, Wish
from shop.catalog.models import Sku
from shop.orders.rules import MAX_LINE_QUANTITY
from shop.storefront.address_form import AddressForm, text_input
from shop.storefront.base_forms import PicturesForm, ShopForm


class WishForm(PicturesForm):
    """What it should be, and who asks."""

    max_pictures = MAX_PICTURES
    sku = forms.TypedChoiceField(label=_("Starting from"), coerce=int, choices=[])
    words = forms.CharField(
        label=_("What should it be?"), max_length=MAX_WORDS, widget=forms.Textarea(attrs={"rows": 6})
    )
    quantity = forms.IntegerField(label=_("How many?"), min_value=1, max_value=MAX_LINE_QUANTITY, initial=1)
    wished_on = forms.DateField(
        label=_("By when, if that matters"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    name = forms.CharField(label=_("Your name"), max_length=40, widget=text_input("name"))
    phone = forms.CharField(
        label=_("Mobile number"), max_length=30, widget=text_input("tel", inputmode="tel", type="tel")
    )

    def __init__(self, *args: Any, skus: list[Sku], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sku"].choices = [(sku.pk, sku.told.option_text or sku.code) for sku in skus]  # type: ignore[attr-defined]
        self.fields["sku"].initial = skus[0].pk
        if len(skus) == 1:
            self.fields["sku"].widget = forms.HiddenInput()

    def wish(self) -> Wish:
        """What is asked for."""
        data = self.cleaned_data
        return Wish(
            sku_id=data["sku"],
            quantity=data["quantity"],
            name=data["name"],
            phone=data["phone"],
            words=data["words"],
            wished_on=data["wished_on"],
            pictures=tuple(self.pictures),
        )


class AcceptForm(AddressForm):
    """Where it goes, and the total that was agreed to."""

    expected_total_fen = forms.IntegerField(min_value=0, max_value=2**53, widget=forms.HiddenInput)


class WordsForm(ShopForm):
    """What should be different."""

    text = forms.CharField(
        label=_("What should be different?"), max_length=MAX_WORDS, widget=forms.Textarea(attrs={"rows": 3})
    )
