"""What people type into a bulk edit: one small form for each kind of change."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shop.bulk.edits import Edit, collections
from shop.bulk.enums import PriceMode, Rounding, ShelfMode, StockMode, TagMode, What
from shop.bulk.imports.reasons import WORDS
from shop.bulk.rules import parse_percent
from shop.core.money import parse_yuan
from shop.inventory.enums import MANUAL_REASONS
from shop.inventory.operations.ledger import MAX_UNITS
from shop.inventory.rules import reason_fits

_FULL_WIDTH = str.maketrans("０１２３４５６７８９－＋，", "0123456789-+,")
_NUMBER = {"inputmode": "decimal", "autocomplete": "off"}


class EditForm(forms.Form):
    """A kind of change; ``edit()`` is what the run stores."""

    what: What
    button = _("Show what would change")

    def __init__(self, data: Any = None) -> None:
        # Several of these stand on one page.
        super().__init__(data, prefix=self.what.value)

    @property
    def title(self) -> Any:
        return self.what.label

    def edit(self) -> Edit:
        """The change, as JSON."""
        return {"what": self.what.value, **self.cleaned_data}


class PriceForm(EditForm):
    """Prices by percent or amount, or all to one."""

    what = What.PRICE
    mode = forms.ChoiceField(label=_("How"), choices=PriceMode.choices)
    value = forms.CharField(
        label=_("By how much"),
        max_length=16,
        widget=forms.TextInput(attrs=_NUMBER),
        help_text=_("10 raises, -10 lowers. Percent, or yuan with at most two decimals."),
    )
    rounding = forms.ChoiceField(label=_("Rounded"), choices=Rounding.choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        text, mode = data.get("value"), data.get("mode")
        if text and mode:
            try:
                data["value"] = parse_percent(text) if mode == PriceMode.PERCENT else parse_yuan(text.replace("+", ""))
            except ValueError:
                raise ValidationError({"value": _("Enter a number such as 10, -7.5 or 0.90.")}) from None
            if mode == PriceMode.SET and data["value"] < 1:
                raise ValidationError({"value": _("A price must be between ¥0.01 and ¥10,000,000.")})
            if mode != PriceMode.SET and data["value"] == 0 and data["rounding"] == Rounding.NONE:
                raise ValidationError({"value": _("This would change nothing.")})
        return data


class StockForm(EditForm):
    """Stock of each SKU, with a reason."""

    what = What.STOCK
    mode = forms.ChoiceField(label=_("How"), choices=StockMode.choices)
    value = forms.CharField(label=_("Units"), max_length=12, widget=forms.TextInput(attrs=_NUMBER))
    reason = forms.ChoiceField(
        label=_("Why the stock changes"), choices=[(reason.value, reason.label) for reason in MANUAL_REASONS]
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        text = (data.get("value") or "").translate(_FULL_WIDTH).replace(",", "").strip()
        if text:
            try:
                data["value"] = int(text)
            except ValueError:
                raise ValidationError({"value": _("Enter a whole number.")}) from None
            if abs(data["value"]) > MAX_UNITS or (data.get("mode") == StockMode.SET and data["value"] < 0):
                raise ValidationError({"value": _("Stock is a whole number, zero or more.")})
            if data.get("mode") == StockMode.ADD and not data["value"]:
                raise ValidationError({"value": _("Enter how many units to add or take away.")})
            if data.get("mode") == StockMode.ADD and not reason_fits(data.get("reason", ""), data["value"]):
                raise ValidationError({"reason": WORDS["edit_reason"]})
        return data


class SaleForm(EditForm):
    """SKUs on and off sale."""

    what = What.SALE
    is_active = forms.TypedChoiceField(
        label=_("How"),
        choices=[("yes", _("Put on sale")), ("no", _("Take off sale"))],
        coerce=lambda value: value == "yes",
    )


class StateForm(EditForm):
    """Products into the shop and out of it."""

    what = What.STATE
    live = forms.TypedChoiceField(
        label=_("How"),
        choices=[("yes", _("Publish")), ("no", _("Take off the shop"))],
        coerce=lambda value: value == "yes",
    )


class CollectionForm(EditForm):
    """Products into a collection and out of it."""

    what = What.COLLECTION
    mode = forms.ChoiceField(label=_("How"), choices=ShelfMode.choices)
    collection = forms.TypedChoiceField(label=_("Product collection"), coerce=int)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.titles = dict(collections())
        self.fields["collection"].choices = list(self.titles.items())  # type: ignore[attr-defined]

    def edit(self) -> Edit:
        return {**super().edit(), "title": self.titles[self.cleaned_data["collection"]]}


class TagForm(EditForm):
    """A tag for products, or away from them."""

    what = What.TAG
    mode = forms.ChoiceField(label=_("How"), choices=TagMode.choices)
    name = forms.CharField(label=_("Tag"), max_length=30)

    def clean_name(self) -> str:
        """As ``sort_product`` keeps names; commas separate tags where people type them."""
        name = " ".join(self.cleaned_data["name"].split())
        if "," in name or "，" in name:
            raise ValidationError(_("One tag at a time."))
        return name


FORMS: tuple[type[EditForm], ...] = (PriceForm, StockForm, SaleForm, StateForm, CollectionForm, TagForm)
