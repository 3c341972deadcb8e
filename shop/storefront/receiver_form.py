"""One person on the list of those who are to get something: filled in as far as it is, checked when it is saved."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.core.errors import InvalidInput
from shop.customers.rules import AddressData
from shop.orders.models import Receiver
from shop.orders.queries import Quote
from shop.orders.receivers import day_of
from shop.orders.rules import MAX_LINE_QUANTITY
from shop.orders.wishes import MAX_GIFT_TEXT, Wishes, first_day, last_day
from shop.storefront.address_form import FIELDS, AddressForm, address_initial

UNITS = "units-"


class ReceiverForm(AddressForm):
    """Address, day, card, and how many of each."""

    delivery_on = forms.DateField(
        label=_("Deliver not before"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    gift_text = forms.CharField(
        label=_("Words for the card"),
        max_length=MAX_GIFT_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, cart: Quote, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        at = timezone.now()
        self.fields["delivery_on"].widget.attrs |= {"min": str(first_day(at)), "max": str(last_day(at))}
        self.cart = cart
        for line in cart.lines:
            self.fields[f"{UNITS}{line.line.sku_id}"] = forms.IntegerField(
                label=line.line.sku.told_title,
                min_value=0,
                max_value=MAX_LINE_QUANTITY,
                initial=line.line.quantity,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )

    @property
    def wish_fields(self) -> list[Any]:
        return [self["delivery_on"], self["gift_text"]]

    @property
    def unit_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith(UNITS)]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(name in self.errors for name in FIELDS):
            try:
                AddressData(**{name: data[name] for name in FIELDS})
                Wishes(delivery_on=data.get("delivery_on"), gift_text=data.get("gift_text", "")).check(at=self.cart.at)
            except InvalidInput as error:
                self.add_error(error.field if error.field in self.fields else None, str(error))
        return data

    def row(self) -> dict[str, Any]:
        """What is written on the list. Where it is what the cart has, the list follows the cart."""
        data = self.cleaned_data
        units = {line.line.sku_id: data[f"{UNITS}{line.line.sku_id}"] for line in self.cart.lines}
        in_cart = {line.line.sku_id: line.line.quantity for line in self.cart.lines}
        return {
            **{name: data[name] for name in FIELDS},
            "gift_text": data["gift_text"],
            "delivery_on": data["delivery_on"].isoformat() if data["delivery_on"] else "",
            "quantities": {sku_id: count for sku_id, count in units.items() if count != in_cart[sku_id]},
        }


def receiver_initial(receiver: Receiver) -> Mapping[str, Any]:
    """The form's data of somebody who is on the list."""
    values = {name: str(getattr(receiver, name)) for name in FIELDS}
    try:
        day = day_of(receiver.delivery_on)
    except InvalidInput:
        day = None
    units = {f"{UNITS}{sku_id}": count for sku_id, count in receiver.quantities.items()}
    return {**values, **address_initial(receiver), "gift_text": receiver.gift_text, "delivery_on": day, **units}
