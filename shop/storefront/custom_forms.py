"""What shoppers send us about custom work."""

import re
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shop.bespoke.rules import MAX_PICTURES, MAX_WORDS, Wish
from shop.catalog.models import Sku
from shop.core.errors import InvalidInput
from shop.customers.models import Customer
from shop.orders.models import OrderPicture
from shop.orders.operations import store_picture
from shop.orders.rules import MAX_LINE_QUANTITY
from shop.storefront.address_form import AddressForm, text_input

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class WishForm(forms.Form):
    """What it should be, and who asks."""

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
        kwargs = {"label_suffix": "", "use_required_attribute": False, **kwargs}
        super().__init__(*args, **kwargs)
        self.pictures: list[str] = []
        self.fields["sku"].choices = [(sku.pk, sku.option_text or sku.code) for sku in skus]  # type: ignore[attr-defined]
        self.fields["sku"].initial = skus[0].pk
        if len(skus) == 1:
            self.fields["sku"].widget = forms.HiddenInput()

    def take_pictures(self, request: HttpRequest, *, customer: Customer, at: Any) -> None:
        """Keep what was sent; what cannot be taken is an error of the form, and the others stay."""
        self.full_clean()
        sent = [value for value in request.POST.getlist("kept")[:MAX_PICTURES] if _UUID.fullmatch(value)]
        rows = OrderPicture.objects.filter(customer=customer, ordered_at=None, public_id__in=sent).order_by("pk")
        kept = [str(row.public_id) for row in rows]
        uploads = request.FILES.getlist("pictures")
        if len(kept) + len(uploads) > MAX_PICTURES:
            self.add_error(None, _("%(count)s pictures at most.") % {"count": MAX_PICTURES})
            uploads = []
        for upload in uploads:
            try:
                kept.append(str(store_picture(customer=customer, upload=upload, at=at).public_id))
            except InvalidInput as error:
                self.add_error(None, str(error))
        self.pictures = kept

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


class WordsForm(forms.Form):
    """What should be different."""

    text = forms.CharField(
        label=_("What should be different?"), max_length=MAX_WORDS, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
