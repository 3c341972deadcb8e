"""Forms of the desk of cases."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from shop.aftersales.enums import CaseKind, CaseReason, ReturnException
from shop.aftersales.models import Case, CaseLine
from shop.aftersales.queries import Choices
from shop.aftersales.rules import NO_REASON_DAYS, CaseData, Finding, LineClaim, Terms
from shop.core.money import YuanField
from shop.inventory.models import Place
from shop.shipping.forms import ParcelForm


class TextForm(forms.Form):
    """Words that the customer reads."""

    text = forms.CharField(
        label=_("To the customer"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class AgreeForm(TextForm):
    """A yes, and where goods are sent back to."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Place.objects.open()
        if case.place_id and case.state == "asked" and places.count() > 1:
            self.fields["place"] = forms.ModelChoiceField(
                places, label=_("Send back to"), empty_label=None, initial=case.place_id
            )


class OfferForm(forms.Form):
    """Another sum, and why."""

    amount = YuanField(label=_("Offer (yuan)"), min_fen=1)
    text = forms.CharField(label=_("Why, to the customer"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class RefuseForm(forms.Form):
    """No, and why."""

    text = forms.CharField(label=_("Why, to the customer"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class RestForm(forms.Form):
    """Why no more is sent."""

    text = forms.CharField(label=_("Reason, to the customer"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class ReplacementForm(ParcelForm):
    """The parcel of a replacement, and where its goods are taken from."""

    def __init__(self, *args: Any, places: Sequence[tuple[Place, bool]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(places) > 1:
            self.fields["place"] = forms.ModelChoiceField(
                Place.objects.filter(pk__in=[place.pk for place, _is_all in places]),
                label=_("From"),
                required=False,
                empty_label=_("Wherever it expires first"),
            )


class InspectForm(forms.Form):
    """What came back, line by line: a field for the good and one for the damaged units."""

    def __init__(self, *args: Any, lines: Sequence[CaseLine], place_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for row in lines:
            for name, label, initial in (("good", _("Sellable"), row.units), ("damaged", _("Damaged"), 0)):
                self.fields[f"{name}-{row.pk}"] = forms.IntegerField(
                    label=label,
                    min_value=0,
                    max_value=row.units,
                    initial=initial,
                    widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                )
        places = Place.objects.open()
        if places.count() > 1:
            self.fields["place"] = forms.ModelChoiceField(
                places, label=_("Arrived at"), empty_label=None, initial=place_id
            )
        self.fields["text"] = forms.CharField(
            label=_("What was seen, to the customer"),
            max_length=300,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def rows(self) -> list[dict[str, Any]]:
        """A row for each line: the line and its two fields."""
        return [
            {"line": row, "good": self[f"good-{row.pk}"], "damaged": self[f"damaged-{row.pk}"]} for row in self.lines
        ]

    def rest(self) -> list[Any]:
        """The fields that belong to no line."""
        return [self[name] for name in ("place", "text") if name in self.fields]

    def findings(self) -> dict[int, Finding]:
        """What came back, by case line."""
        data = self.cleaned_data
        return {row.pk: Finding(good=data[f"good-{row.pk}"], damaged=data[f"damaged-{row.pk}"]) for row in self.lines}


class NoteForm(forms.Form):
    """A note for colleagues."""

    text = forms.CharField(
        label=_("Note"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": _("Seen by staff only")}),
    )


class OpenForm(forms.Form):
    """A case that staff open for a customer who called."""

    kind = forms.ChoiceField(label=_("What they ask for"))
    reason = forms.ChoiceField(label=_("Reason"), choices=[])
    amount = YuanField(
        label=_("Amount (yuan)"),
        min_fen=1,
        required=False,
        help_text=_("For a refund only: less than the goods are worth. Left empty, all of it."),
    )
    words = forms.CharField(
        label=_("What they said"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (choice.kind, CaseKind(choice.kind).label) for choice in choices.kinds
        ]
        said = {reason for choice in choices.kinds for reason in choice.reasons}
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            (reason, reason.label) for reason in CaseReason if reason in said
        ]
        self.fields["reason"].initial = CaseReason.DAMAGED
        for row in choices.lines:
            self.fields[f"units-{row.line.pk}"] = forms.IntegerField(
                label=_("Quantity"),
                min_value=0,
                max_value=row.units,
                initial=row.units if len(choices.lines) == 1 else 0,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
            if len(row.instead) > 1:
                self.fields[f"to-{row.line.pk}"] = forms.TypedChoiceField(
                    label=_("Exchange for"),
                    coerce=int,
                    required=False,
                    choices=[(sku.pk, sku.option_text or _now("the same")) for sku in row.instead],
                )

    def rows(self) -> list[dict[str, Any]]:
        """A row for each line: the choice and its fields."""
        return [
            {
                "choice": row,
                "units": self[f"units-{row.line.pk}"],
                "to": self[f"to-{row.line.pk}"] if f"to-{row.line.pk}" in self.fields else None,
            }
            for row in self.choices.lines
        ]

    def data_given(self) -> CaseData:
        """What is asked for."""
        data = self.cleaned_data
        claims = tuple(
            LineClaim(row.line.pk, units, data.get(f"to-{row.line.pk}") or None)
            for row in self.choices.lines
            if (units := data[f"units-{row.line.pk}"])
        )
        is_refund = data["kind"] == CaseKind.REFUND
        return CaseData(
            kind=CaseKind(data["kind"]),
            reason=CaseReason(data["reason"]),
            claims=claims,
            words=data["words"],
            amount_fen=data["amount"] if is_refund else None,
        )


class TermsForm(forms.Form):
    """What a product promises about returns."""

    exception = forms.ChoiceField(
        label=_("Return without a reason"),
        required=False,
        choices=[("", _("Possible")), *ReturnException.choices],
        help_text=_("Only the exceptions of the law take it away; faults can always be reported."),
    )
    days = forms.IntegerField(
        label=_("Within days"),
        min_value=NO_REASON_DAYS,
        max_value=90,
        help_text=_("The law gives seven, counted from the day after receipt. You may promise more."),
    )

    def terms(self) -> Terms:
        """The cleaned values."""
        return Terms(exception=self.cleaned_data["exception"], days=self.cleaned_data["days"])
