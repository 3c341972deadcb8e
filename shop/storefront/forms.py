"""What shoppers send us. Fields carry the right keyboard and autofill; errors say what to do."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.core.errors import InvalidInput
from shop.customers.rules import AddressData, ContactData
from shop.enquiries.rules import CONSENT, MAX_MESSAGE, EnquiryData
from shop.inventory.models import Place
from shop.notices.enums import NoticeKind
from shop.orders.rules import MAX_LINE_QUANTITY
from shop.orders.wishes import MAX_GIFT_TEXT, Wishes, first_day, last_day
from shop.storefront.address_form import FIELDS, AddressForm, text_input
from shop.storefront.base_forms import ShopForm

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


# What an order without a parcel does without, and what one that is fetched does.
_SENT = ("province", "city", "district", "street")
_PARCEL = ("recipient", *_SENT, "delivery_on", "gift_text", "way")
SEND = "send"


class CheckoutForm(AddressForm):
    """Where the goods go, and what the shopper agreed to pay."""

    # ``send``, or the id of the place it is fetched from.
    way = forms.ChoiceField(label=_("How do you get it?"), choices=[(SEND, _("Send it to me"))])
    delivery_on = forms.DateField(
        label=_("Deliver not before"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    gift_text = forms.CharField(
        label=_("Words for the card"),
        max_length=MAX_GIFT_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note = forms.CharField(label=_("Note to the shop"), max_length=200, required=False, widget=text_input("off"))
    gateway = forms.CharField(max_length=20, widget=forms.HiddenInput)
    client_token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    expected_total_fen = forms.IntegerField(min_value=0, max_value=2**53, widget=forms.HiddenInput)
    # ``Quote.goods_key`` of the page that was confirmed.
    expected_goods = forms.CharField(max_length=3000, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, needs_shipping: bool = True, places: Sequence[Place] = (), days: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.needs_shipping = needs_shipping
        self.places = {str(place.pk): place for place in places}
        self.fields["way"].choices = [(SEND, _("Send it to me")), *((key, key) for key in self.places)]  # type: ignore[attr-defined]
        self.fields["way"].required = False
        self.is_sent = needs_shipping and str(self["way"].value() or SEND) not in self.places
        at = timezone.now()
        self.fields["delivery_on"].widget.attrs |= {"min": str(first_day(at, days)), "max": str(last_day(at))}
        for name in _PARCEL if not needs_shipping else () if self.is_sent else _SENT:
            del self.fields[name]
        self.mark_errors()

    @property
    def place(self) -> Place | None:
        """Where it is fetched; None if it is sent, or not a thing."""
        return self.places.get(str(self["way"].value())) if self.needs_shipping else None

    @property
    def address_fields(self) -> list[Any]:
        """The visible fields in the order a label is written."""
        names = ("recipient", "phone", "province", "city", "district", "street")
        return [self[name] for name in names if name in self.fields]

    @property
    def wish_fields(self) -> list[Any]:
        """What may be added."""
        return [self[name] for name in ("delivery_on", "gift_text", "note") if name in self.fields]

    @property
    def has_wishes(self) -> bool:
        """Whether something of it is filled in, or wrong."""
        return any(field.value() or field.errors for field in self.wish_fields)

    @property
    def hidden_errors(self) -> bool:
        """Whether a field that nobody can see was tampered with or lost."""
        return any(name in self.errors for name in ("gateway", "client_token", "expected_total_fen", "expected_goods"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["wishes"] = Wishes(
            delivery_on=data.get("delivery_on"), gift_text=data.get("gift_text", ""), pickup_place=self.place
        )
        if not any(name in self.errors for name in FIELDS):
            try:
                if not self.is_sent:
                    data["address"] = ContactData(phone=data["phone"], recipient=data.get("recipient", ""))
                    return data
                data["address"] = AddressData(**{name: data[name] for name in FIELDS})
            except InvalidInput as error:
                self.add_error(error.field if error.field in self.fields else None, str(error))
        return data


class LookupForm(ShopForm):
    """Find an order from another device."""

    number = forms.CharField(label=_("Order number"), max_length=20, widget=text_input("off", inputmode="numeric"))
    phone = forms.CharField(
        label=_("Mobile number"), max_length=30, widget=text_input("tel", inputmode="tel", type="tel")
    )


class EnquiryForm(ShopForm):
    """A question about something that is shown and not sold here."""

    name = forms.CharField(label=_("Your name"), max_length=40, widget=text_input("name"))
    phone = forms.CharField(
        label=_("Mobile number"), max_length=30, required=False, widget=text_input("tel", inputmode="tel", type="tel")
    )
    email = forms.CharField(
        label=_("or mail address"), max_length=254, required=False, widget=text_input("email", inputmode="email")
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
    website = forms.CharField(required=False, widget=text_input("off", tabindex="-1"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
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
