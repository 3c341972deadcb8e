"""The fields of an address: region by lists that follow each other, with or without JavaScript."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shop.customers import regions
from shop.customers.models import AddressFields
from shop.customers.pasting import MAX_TEXT, read_address
from shop.customers.rules import AddressData
from shop.orders.models import Receiver
from shop.storefront.base_forms import ShopForm

# The name of a button that asks for something else than to send the form: "region" draws the lists below what is
# chosen, "paste" reads what was pasted.
PICK = "pick"
FIELDS = tuple(AddressData.__dataclass_fields__)


def text_input(autocomplete: str, **attrs: str) -> forms.TextInput:
    """A text field that browsers can fill in."""
    return forms.TextInput(attrs={"autocomplete": autocomplete, **attrs})


class RegionField(forms.CharField):
    """A city or district: chosen from the list of what lies in the region above, typed where there is no list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.names: list[str] = []

    def offer(self, found: tuple[regions.Region, ...], autocomplete: str) -> None:
        """Let it be chosen from these."""
        self.names = [region.name for region in found]
        attrs = {"autocomplete": autocomplete}
        if self.names:
            self.widget = forms.Select(attrs=attrs, choices=[("", _("Choose")), *((name, name) for name in self.names)])
            self.required = True
        else:
            self.widget = forms.TextInput(attrs=attrs)
        self.widget.is_required = self.required

    def clean(self, value: Any) -> str:
        name: str = super().clean(value)
        if not self.names or name in self.names or not name:
            return name
        # As a browser has kept it: 杭州 for 杭州市.
        near = [known for known in self.names if regions.short_name(known) == regions.short_name(name)]
        if not near:
            raise ValidationError(_("Choose one from the list."))
        return near[0]


class AddressForm(ShopForm):
    """Who gets it, and where they live."""

    recipient = forms.CharField(label=_("Recipient"), max_length=40, widget=text_input("name"))
    phone = forms.CharField(
        label=_("Mobile number"), max_length=30, widget=text_input("tel", inputmode="tel", type="tel")
    )
    province = forms.ChoiceField(
        label=_("Province"),
        choices=[("", _("Choose")), *((region.name, region.name) for region in regions.provinces())],
        error_messages={"invalid_choice": _("Choose a province from the list.")},
        widget=forms.Select(attrs={"autocomplete": "address-level1"}),
    )
    city = RegionField(label=_("City"), max_length=30)
    district = RegionField(label=_("District"), max_length=30, required=False)
    street = forms.CharField(label=_("Street and number"), max_length=200, widget=text_input("street-address"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_regions()

    def _offer_regions(self) -> None:
        """The lists of cities and districts that go with what is chosen above them."""
        if "province" not in self.fields:
            return
        province, city = str(self["province"].value() or ""), str(self["city"].value() or "")
        cities = regions.cities(province)
        if len(cities) == 1 and self.is_bound is False:
            self.initial["city"] = city = cities[0].name
        found = regions.path_of(province, city)
        city = found[1].name if len(found) > 1 else ""
        self.fields["city"].offer(cities, "address-level2")  # type: ignore[attr-defined]
        self.fields["district"].offer(regions.districts(province, city), "address-level3")  # type: ignore[attr-defined]

    def mark_errors(self) -> None:
        """Tell screen readers which fields are wrong."""
        for name in self.errors if self.is_bound else ():
            if name in self.fields:
                self.fields[name].widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"error-{name}"}

    @property
    def region_code(self) -> str:
        """Where it goes, as far as it is filled in."""
        values = {name: str(self[name].value() or "") for name in ("province", "city", "district")}
        return regions.code_of(**values)


def address_initial(address: AddressFields | Receiver | None) -> dict[str, str]:
    """Initial data of the form from an address (of the book, an order, a list), with the names that its lists have."""
    if address is None:
        return {}
    values = {name: str(getattr(address, name)) for name in FIELDS}
    return values | _in_lists(values)


def pasted_initial(data: Any) -> tuple[dict[str, str], list[str]]:
    """What a form should hold after "fill in": what was typed, and over it what was understood of the pasted text;
    and the labels of what was not found in it.
    """
    pasted = read_address(str(data.get("pasted", ""))[:MAX_TEXT])
    typed = {name: str(data.get(name, ""))[:200] for name in FIELDS}
    found = {name: value for name, value in pasted.as_dict().items() if value}
    if "province" in found:
        # A region is understood as a whole: nothing of another one stays.
        found = {**dict.fromkeys(("city", "district"), ""), **found}
    missing = [str(AddressForm.base_fields[name].label) for name in pasted.missing]
    return typed | found, missing


def picked_initial(data: Any) -> dict[str, str]:
    """What a form should hold after another province or city was chosen: nothing that lies elsewhere."""
    values = {name: str(data.get(name, ""))[:200] for name in FIELDS}
    province, city = values["province"], values["city"]
    cities = regions.cities(province)
    if cities and city not in [region.name for region in cities]:
        values["city"] = cities[0].name if len(cities) == 1 else ""
    if values["district"] not in [region.name for region in regions.districts(province, values["city"])]:
        values["district"] = ""
    return values


def _in_lists(values: dict[str, str]) -> dict[str, str]:
    path = regions.path_of(values["province"], values["city"], values["district"])
    return dict(zip(("province", "city", "district"), (region.name for region in path), strict=False))
