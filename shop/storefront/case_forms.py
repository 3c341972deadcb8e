"""What shoppers send us about a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.aftersales.enums import CaseKind, CaseReason
from shop.aftersales.operations.opening import MAX_PICTURES, MAX_WORDS
from shop.aftersales.queries import KindChoice
from shop.aftersales.rules import CaseData, LineClaim
from shop.core.money import YuanField
from shop.shipping.forms import ParcelForm
from shop.storefront.base_forms import PicturesForm, ShopForm


class CaseForm(PicturesForm):
    """What it is about, why, and what it looks like. Which fields there are depends on what is asked for."""

    max_pictures = MAX_PICTURES
    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=[],
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose one of the reasons.")),
    )
    words = forms.CharField(
        label=_("In your words"),
        max_length=MAX_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, choice: KindChoice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choice = choice
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            (reason, reason.label) for reason in choice.reasons
        ]
        for row in () if choice.calls_off or choice.kind == CaseKind.PRICE else choice.lines:
            many = [(units, str(units)) for units in range(row.units + 1)]
            self.fields[f"units-{row.line.pk}"] = forms.TypedChoiceField(
                label=_("How many?"), coerce=int, choices=many, initial=row.units if len(choice.lines) == 1 else 0
            )
            if choice.kind == CaseKind.EXCHANGE and len(row.instead) > 1:
                self.fields[f"to-{row.line.pk}"] = forms.TypedChoiceField(
                    label=_("Exchange for"),
                    coerce=int,
                    choices=[(sku.pk, sku.told.option_text) for sku in row.instead],
                )
        if choice.kind == CaseKind.REFUND and not choice.calls_off:
            self.fields["amount"] = YuanField(
                label=_("How much? (yuan)"),
                min_fen=1,
                required=False,
                help_text=_("Left empty: all that was paid for what you chose."),
            )

    @property
    def lines(self) -> list[dict[str, Any]]:
        """A row for each line: the choice with its fields."""
        return [
            {
                "choice": row,
                "units": self[f"units-{row.line.pk}"] if f"units-{row.line.pk}" in self.fields else None,
                "to": self[f"to-{row.line.pk}"] if f"to-{row.line.pk}" in self.fields else None,
            }
            for row in self.choice.lines
        ]

    @property
    def takes_pictures(self) -> bool:
        """Whether a picture helps: something is wrong with it."""
        return self.choice.kind != CaseKind.PRICE and not self.choice.calls_off

    def data_given(self) -> CaseData:
        """What is asked for."""
        data = self.cleaned_data
        if self.choice.calls_off or self.choice.kind == CaseKind.PRICE:
            claims = tuple(LineClaim(row.line.pk, row.units) for row in self.choice.lines)
        else:
            claims = tuple(
                LineClaim(row.line.pk, units, data.get(f"to-{row.line.pk}") or None)
                for row in self.choice.lines
                if (units := data[f"units-{row.line.pk}"])
            )
        return CaseData(
            kind=self.choice.kind,
            reason=CaseReason(data["reason"]),
            claims=claims,
            words=data["words"],
            amount_fen=data.get("amount"),
            pictures=tuple(self.pictures),
        )


class ReturnParcelForm(ShopForm, ParcelForm):
    """The parcel that brings goods back."""


class ObjectForm(ShopForm):
    """Why an offer is not enough."""

    text = forms.CharField(label=_("Why not?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
