"""What shoppers send us. Fields carry the right keyboard and autofill; errors say what to do."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.core.errors import InvalidInput
from shop.customers.models import Address
from shop.customers.rules import AddressData, ContactData
from shop.enquiries.rules import CONSENT, MAX_MESSAGE, EnquiryData
from shop.notices.enums import NoticeKind
from shop.orders.rules import MAX_LINE_QUANTITY
from shop.storefront.regions import PROVINCES

MAX_ID = 2**31 - 1
_QUANTITY_ERROR = _("The quantity must be between 1 and 999.")
_QUANTITY_ERRORS = dict.fromkeys(("required", "invalid", "min_value", "max_value"), _QUANTITY_ERROR)


class AddForm(forms.Form):
    """Put units of a SKU into the cart, or go and buy them."""

    sku = forms.IntegerField(
        min_value=1,
        max_value=MAX_ID,
        error_messages={
            name: _("Choose one of the options first.") for name in ("required", "invalid", "min_value", "max_value")
        },
    )
    quantity = forms.IntegerField(min_value=1, max_value=MAX_LINE_QUANTITY, error_messages=_QUANTITY_ERRORS)


class QuantityForm(forms.Form):
    """Set a cart line's quantity; 0 removes it."""

    sku = forms.IntegerField(min_value=1, max_value=MAX_ID)
    # Which of the SKU's lines: the key of its answers to the order form, '' for what needs none.
    key = forms.RegexField(r"[0-9a-f]{32}", required=False)
    quantity = forms.IntegerField(min_value=0, max_value=MAX_LINE_QUANTITY, error_messages=_QUANTITY_ERRORS)


def _text(autocomplete: str, **attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": autocomplete, **attrs})


# What an order without a parcel does without.
_PARCEL = ("recipient", "province", "city", "district", "street")


class CheckoutForm(forms.Form):
    """Where the goods go, and what the shopper agreed to pay."""

    recipient = forms.CharField(label=_("Recipient"), max_length=40, widget=_text("name"))
    phone = forms.CharField(label=_("Mobile number"), max_length=30, widget=_text("tel", inputmode="tel", type="tel"))
    province = forms.ChoiceField(
        label=_("Province"),
        choices=[("", _("Choose")), *((name, name) for name in PROVINCES)],
        error_messages={"invalid_choice": _("Choose a province from the list.")},
        widget=forms.Select(attrs={"autocomplete": "address-level1"}),
    )
    city = forms.CharField(label=_("City"), max_length=30, widget=_text("address-level2"))
    district = forms.CharField(label=_("District"), max_length=30, required=False, widget=_text("address-level3"))
    street = forms.CharField(label=_("Street and number"), max_length=200, widget=_text("street-address"))
    note = forms.CharField(label=_("Note to the shop"), max_length=200, required=False, widget=_text("off"))
    gateway = forms.CharField(max_length=20, widget=forms.HiddenInput)
    client_token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    expected_total_fen = forms.IntegerField(min_value=0, max_value=2**53, widget=forms.HiddenInput)
    # ``Quote.goods_key`` of the page that was confirmed.
    expected_goods = forms.CharField(max_length=3000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, needs_shipping: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.needs_shipping = needs_shipping
        if not needs_shipping:
            for name in _PARCEL:
                del self.fields[name]
        for name in self.errors if self.is_bound else ():
            if name in self.fields:
                self.fields[name].widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"error-{name}"}

    @property
    def address_fields(self) -> list[Any]:
        """The visible fields in the order a label is written."""
        names = ("recipient", "phone", "province", "city", "district", "street", "note")
        return [self[name] for name in names if name in self.fields]

    @property
    def hidden_errors(self) -> bool:
        """Whether a field that nobody can see was tampered with or lost."""
        return any(name in self.errors for name in ("gateway", "client_token", "expected_total_fen", "expected_goods"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(name in self.errors for name in AddressData.__dataclass_fields__):
            try:
                if not self.needs_shipping:
                    data["address"] = ContactData(phone=data["phone"])
                    return data
                data["address"] = AddressData(**{name: data[name] for name in AddressData.__dataclass_fields__})
            except InvalidInput as error:
                self.add_error(error.field if error.field in self.fields else None, str(error))
        return data


def address_initial(address: Address | None) -> dict[str, str]:
    """Initial data of ``CheckoutForm`` from an address used before."""
    if address is None:
        return {}
    return {name: getattr(address, name) for name in AddressData.__dataclass_fields__}


class LookupForm(forms.Form):
    """Find an order from another device."""

    number = forms.CharField(label=_("Order number"), max_length=20, widget=_text("off", inputmode="numeric"))
    phone = forms.CharField(label=_("Mobile number"), max_length=30, widget=_text("tel", inputmode="tel", type="tel"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class EnquiryForm(forms.Form):
    """A question about something that is shown and not sold here."""

    name = forms.CharField(label=_("Your name"), max_length=40, widget=_text("name"))
    phone = forms.CharField(
        label=_("Mobile number"), max_length=30, required=False, widget=_text("tel", inputmode="tel", type="tel")
    )
    email = forms.CharField(
        label=_("or mail address"), max_length=254, required=False, widget=_text("email", inputmode="email")
    )
    message = forms.CharField(
        label=_("What would you like to know?"),
        max_length=MAX_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    consent = forms.BooleanField(
        label=CONSENT, error_messages={"required": _("We may only keep your question if you agree.")}
    )
    # No person sees this field; whoever fills it in is none.
    website = forms.CharField(required=False, widget=_text("off", tabindex="-1"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name in self.errors if self.is_bound else ():
            if name in self.fields:
                self.fields[name].widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"error-{name}"}

    @property
    def shown_fields(self) -> list[Any]:
        """The fields a person fills in, above the consent."""
        return [self[name] for name in ("name", "phone", "email", "message")]

    @property
    def is_robot(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    def data_given(self) -> EnquiryData:
        """What was asked; ``InvalidInput`` names the field that cannot be taken."""
        return EnquiryData(**{name: self.cleaned_data[name] for name in EnquiryData.__dataclass_fields__})


class NoticeForm(forms.Form):
    """A mail address that wants to be told once about a SKU."""

    kind = forms.ChoiceField(choices=NoticeKind.choices)
    sku = forms.IntegerField(min_value=1, max_value=MAX_ID)
    email = forms.CharField(
        max_length=254, error_messages={"required": _("Enter a mail address, such as name@example.com.")}
    )
    # No person sees this field; whoever fills it in is none.
    website = forms.CharField(required=False)

    @property
    def is_robot(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    @property
    def kind_sent(self) -> str:
        """Which of the two forms came back."""
        return str(self.data.get("kind", ""))

    @property
    def chosen(self) -> int:
        """The SKU that was chosen in it."""
        return int(self.cleaned_data.get("sku") or 0)
