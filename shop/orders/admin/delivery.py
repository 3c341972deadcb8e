"""Before an order leaves: another address; and what is fetched is handed over."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.core.errors import InvalidInput
from shop.core.money import yuan
from shop.customers import regions
from shop.customers.pasting import MAX_TEXT, read_address
from shop.customers.rules import AddressData
from shop.orders import operations
from shop.orders.admin.actions import ADDRESS, HAND_OVER
from shop.orders.admin.detail import OrderActionView

_FIELDS = tuple(AddressData.__dataclass_fields__)


class AddressForm(forms.Form):
    """The address as the customer told it: pasted, or field by field."""

    pasted = forms.CharField(
        label=gettext_lazy("Paste it from the message"),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Name, mobile number and address; it goes before the fields below."),
    )
    recipient = forms.CharField(label=gettext_lazy("Recipient"), max_length=40, required=False)
    phone = forms.CharField(label=gettext_lazy("Mobile number"), max_length=30, required=False)
    province = forms.ChoiceField(
        label=gettext_lazy("Province"),
        required=False,
        choices=[("", "–"), *((region.name, region.name) for region in regions.provinces())],
    )
    city = forms.CharField(label=gettext_lazy("City"), max_length=30, required=False)
    district = forms.CharField(label=gettext_lazy("District"), max_length=30, required=False)
    street = forms.CharField(label=gettext_lazy("Street and number"), max_length=200, required=False)
    bear = forms.BooleanField(
        label=gettext_lazy("The shop bears the freight if it costs more"),
        required=False,
        help_text=gettext_lazy("If it costs less, the difference goes back to the customer by itself."),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        values = {name: data.get(name, "") for name in _FIELDS}
        if data.get("pasted"):
            found = {name: value for name, value in read_address(data["pasted"]).as_dict().items() if value}
            if "province" in found:
                values |= {"city": "", "district": ""}
            values |= found
        path = regions.path_of(values["province"], values["city"], values["district"])
        values |= dict(zip(("province", "city", "district"), (region.name for region in path), strict=False))
        try:
            data["address"] = AddressData(**values)
        except InvalidInput as error:
            self.add_error(error.field, str(error))
        return data


class AddressView(OrderActionView):
    """Send it somewhere else."""

    action = ADDRESS

    def make_form(self, data: Any = None) -> AddressForm:
        if not self.personal:
            raise PermissionDenied
        return AddressForm(data, initial={name: getattr(self.order, name) for name in _FIELDS})

    def perform(self, data: dict[str, Any]) -> str:
        differs = operations.change_address(
            by=self.request.user, order=self.order, address=data["address"], at=self.at, bear=data["bear"]
        )
        if differs < 0:
            return _("The address is changed; ¥%(sum)s of the freight goes back.") % {"sum": yuan(-differs)}
        if differs > 0:
            return _("The address is changed; the shop bears ¥%(sum)s more freight.") % {"sum": yuan(differs)}
        return _("The address is changed.")

    def consequences(self) -> list[str]:
        said = [_("Labels that are printed already show the old address.")]
        if numbers := self.going_along():
            said.append(_("Order %(numbers)s goes with it: change its address too.") % {"numbers": numbers})
        return said


class HandOverView(OrderActionView):
    """Whoever fetches it has it."""

    action = HAND_OVER

    def perform(self, data: dict[str, Any]) -> str:
        operations.hand_over_order(by=self.request.user, order=self.order, at=self.at)
        return _("Order %(number)s is handed over.") % {"number": self.order.number}

    def consequences(self) -> list[str]:
        return [
            _("Ask for the order number and the last digits of the mobile number: %(digits)s.")
            % {"digits": self.order.phone[-4:]},
            _("The goods leave the stock, and the order is completed."),
        ]
