"""What people type into the goods side of the admin."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model
from wagtail.images.widgets import AdminImageChooser

from shop.catalog.admin.forms import split_values
from shop.catalog.models import Sku
from shop.catalog.operations.matrix import MAX_MATRIX_OPTIONS
from shop.catalog.operations.prices import MAX_REASON
from shop.core.money import YuanField
from shop.inventory.enums import MANUAL_REASONS, MovementReason
from shop.inventory.operations import Edit, RowEdits
from shop.inventory.operations.ledger import MAX_UNITS

REASON_CHOICES = [("", _("Reason…")), *((reason.value, reason.label) for reason in MANUAL_REASONS)]


class UnitsField(forms.CharField):
    """A number of units as people type it: ``1200``, ``1,200``, full-width digits."""

    default_error_messages = {"invalid": _("Stock is a whole number, zero or more.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 12)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value).replace(",", "").replace("，", "")
        if not text:
            return None
        if not text.isdecimal() or int(text) > MAX_UNITS:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(text)


class WeightField(UnitsField):
    """Grams as people type them; empty for unknown."""

    default_error_messages = {"invalid": _("A weight is a whole number of grams, up to 1,000,000.")}


class SkuCodesField(forms.CharField):
    """SKUs by code, one a line or separated by commas; cleans to their ids, in the order typed."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        kwargs.setdefault("max_length", most * 45)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 6}))
        kwargs.setdefault("help_text", _("One a line, or separated by commas."))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[int]:
        codes = list(dict.fromkeys(code for code in re.split(r"[\s,，、;；]+", super().clean(value)) if code))
        if len(codes) > self.most:
            raise ValidationError(_("At most %(count)s SKUs.") % {"count": self.most})
        known = dict(Sku.objects.filter(code__in=codes).values_list("code", "pk"))
        if missing := [code for code in codes if code not in known]:
            raise ValidationError(_("There is no SKU with the code %(code)s.") % {"code": missing[0]})
        return [known[code] for code in codes]


@dataclass(frozen=True, kw_only=True)
class Rights:
    """Which cells of the grid somebody may change; the others are not even read from what they send."""

    may_price: bool
    may_cost: bool
    may_stock: bool


class SkuForm(forms.Form):
    """Cells of one row of the grid. Only what was sent counts; ``*_seen`` is what the person saw."""

    price = YuanField(label=_("Price"), min_fen=1)
    price_seen = forms.IntegerField(widget=forms.HiddenInput)
    price_reason = forms.CharField(label=_("Why the price changes"), max_length=MAX_REASON, required=False)
    stock = UnitsField(label=_("Stock on hand"))
    stock_seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("Why the stock changes"), choices=REASON_CHOICES, required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    barcode = forms.CharField(label=_("Barcode"), max_length=40, required=False)
    code = forms.CharField(
        label=_("SKU code"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )
    code_seen = forms.CharField(max_length=40, widget=forms.HiddenInput)
    cost = YuanField(label=_("Cost"), required=False)
    cost_seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    weight = WeightField(label=_("Weight in grams"), required=False)
    weight_seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    barcode_seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    image = forms.ModelChoiceField(
        label=_("Picture"),
        queryset=get_image_model()._default_manager.all(),
        required=False,
        widget=AdminImageChooser,
        help_text=_("Without one the cover of the product is shown."),
    )
    image_seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    is_active = forms.BooleanField(label=_("For sale"), required=False)

    GOODS_FIELDS = (
        *("price", "price_seen", "price_reason", "barcode", "barcode_seen", "weight", "weight_seen"),
        *("code", "code_seen", "image", "image_seen", "is_active"),
    )
    COST_FIELDS = ("cost", "cost_seen")
    STOCK_FIELDS = ("stock", "stock_seen", "reason", "note")

    def __init__(self, *args: Any, rights: Rights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for allowed, names in (
            (rights.may_price, self.GOODS_FIELDS),
            (rights.may_cost, self.COST_FIELDS),
            (rights.may_stock, self.STOCK_FIELDS),
        ):
            for name in names if not allowed else ():
                del self.fields[name]
        if self.is_bound:
            # A browser leaves out a box that is not ticked: a marker tells that it was there.
            sent = set(self.data) | ({"is_active"} if "is_active_sent" in self.data else set())
            for name in [name for name in self.fields if name not in sent]:
                del self.fields[name]

    def edits(self) -> RowEdits:
        """The cells sent, for ``revise_sku``."""
        data = self.cleaned_data

        def edit(name: str) -> Edit | None:
            sent = name in data and f"{name}_seen" in data
            return Edit(value=data[name], seen=data[f"{name}_seen"]) if sent else None

        return RowEdits(
            price=edit("price"),
            stock=edit("stock"),
            barcode=edit("barcode"),
            code=edit("code"),
            cost=edit("cost"),
            weight=edit("weight"),
            image=Edit(value=data["image"] and data["image"].pk, seen=data["image_seen"])
            if "image" in data and "image_seen" in data
            else None,
            is_active=data.get("is_active"),
            price_reason=data.get("price_reason", ""),
            reason=data.get("reason", ""),
            note=data.get("note", ""),
        )


class SkuFilterForm(forms.Form):
    """The filter above the grid and the stock list."""

    LEVELS = [("", _("All")), ("low", _("Low")), ("out", _("Sold out"))]

    q = forms.CharField(
        label=_("Search"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    level = forms.ChoiceField(label=_("Stock"), choices=LEVELS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs["placeholder"] = _("SKU code, barcode or product")


class MovementFilterForm(forms.Form):
    """The filter above the movements."""

    q = SkuFilterForm.base_fields["q"]
    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", _("Any reason")), *MovementReason.choices], required=False
    )


class MatrixForm(forms.Form):
    """New SKUs of a product: one, or one for each combination of up to three options."""

    code = forms.CharField(
        label=_("SKU code"), max_length=36, help_text=_("With options a number is put behind it: QX-APPLE-01, -02 …")
    )
    price = YuanField(label=_("Price"), min_fen=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MAX_MATRIX_OPTIONS + 1):
            self.fields[f"option{number}"] = forms.CharField(
                label=_("Option %(number)s") % {"number": number}, max_length=30, required=False
            )
            self.fields[f"values{number}"] = forms.CharField(
                label=_("Values of option %(number)s") % {"number": number}, max_length=600, required=False
            )
        self.fields["option1"].widget.attrs["placeholder"] = _("Size")
        self.fields["values1"].widget.attrs["placeholder"] = _("5 jin, 10 jin")

    def option_fields(self) -> list[tuple[Any, Any]]:
        """Bound fields in pairs of name and values."""
        return [(self[f"option{number}"], self[f"values{number}"]) for number in range(1, MAX_MATRIX_OPTIONS + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        options: dict[str, list[str]] = {}
        for number in range(1, MAX_MATRIX_OPTIONS + 1):
            name = (data.get(f"option{number}") or "").strip()
            values = split_values(data.get(f"values{number}") or "")
            if bool(name) != bool(values):
                missing = f"values{number}" if name else f"option{number}"
                self.add_error(missing, _("An option needs a name and its values, separated by commas."))
            elif name in options:
                self.add_error(f"option{number}", _("This option is there already."))
            elif any(len(value) > 40 for value in values):
                self.add_error(f"values{number}", _("A value has at most 40 characters."))
            elif name:
                options[name] = values
        data["options"] = options
        return data
