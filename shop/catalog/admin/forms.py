"""Forms about a product's kind and its options."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.catalog.enums import SpecKind
from shop.catalog.models import SpecField
from shop.catalog.models.specification import MAX_PRODUCTION_DAYS, MAX_TEXT_LENGTH
from shop.catalog.operations import ChoiceData, QuestionData
from shop.catalog.rules import OFFERED_KINDS
from shop.core.money import YuanField

SPARE_ROWS = 4
_SEPARATORS = re.compile(r"[,，、;；\n\x00]+")


def split_values(text: str) -> list[str]:
    """Option values as people type them in one field: separated by commas, Chinese ones too; each once."""
    return list(dict.fromkeys(value for value in map(str.strip, _SEPARATORS.split(text)) if value))


class KindForm(forms.Form):
    """Another kind, as long as nothing rests on it."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.value, kind.label) for kind in OFFERED_KINDS])


class ProductionForm(forms.Form):
    """How long it takes."""

    production_days = forms.IntegerField(
        label=_("Days to make it"),
        min_value=0,
        max_value=MAX_PRODUCTION_DAYS,
        help_text=_("Counted from the payment. Shoppers see it before they buy; orders already placed keep theirs."),
    )


class LinkForm(forms.Form):
    """The other shop."""

    link_url = forms.CharField(
        label=_("Address in the other shop"),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Shoppers see the name of that site before they go."),
    )


class QuestionForm(forms.Form):
    """A question; only what its kind of answer needs is asked."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    label = forms.CharField(label=_("Question"), max_length=40)
    help_text = forms.CharField(
        label=_("Hint"), max_length=120, required=False, help_text=_("One sentence below the question.")
    )
    is_required = forms.BooleanField(label=_("Must be answered"), required=False, initial=True)
    max_length = forms.IntegerField(
        label=_("Characters at most"),
        min_value=1,
        max_value=MAX_TEXT_LENGTH,
        initial=60,
        help_text=_("More than 60 gives the shopper several lines."),
    )
    lead_days = forms.IntegerField(
        label=_("Days ahead at least"),
        min_value=0,
        max_value=MAX_PRODUCTION_DAYS,
        initial=0,
        help_text=_("The first day that can be chosen, counted from today."),
    )

    def __init__(self, kind: SpecKind, *args: Any, row: SpecField | None = None, **kwargs: Any) -> None:
        if row:
            names = ("label", "help_text", "is_required", "max_length", "lead_days")
            kwargs["initial"] = {name: getattr(row, name) for name in names}
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["seen"].initial = row.version if row else ""
        stored = list(row.choices.all()) if row else []
        self.row_count = len(stored) + SPARE_ROWS if kind == SpecKind.CHOICE else 0
        if kind != SpecKind.TEXT:
            del self.fields["max_length"]
        if kind != SpecKind.DATE:
            del self.fields["lead_days"]
        if self.is_bound and kind == SpecKind.CHOICE:
            # As many rows as came back: somebody else may have added or removed some meanwhile.
            sent = sum(1 for name in self.data if name.startswith("choice-") and name.endswith("-label"))
            self.row_count = max(self.row_count, min(sent, 60))
        for number in range(self.row_count):
            choice = stored[number] if number < len(stored) else None
            self.fields[f"choice-{number}-id"] = forms.CharField(
                required=False, initial=choice.pk if choice else "", widget=forms.HiddenInput
            )
            self.fields[f"choice-{number}-label"] = forms.CharField(
                label=_("Choice"), required=False, max_length=40, initial=choice.label if choice else ""
            )
            self.fields[f"choice-{number}-surcharge"] = YuanField(
                label=_("Surcharge (yuan)"), required=False, initial=choice.surcharge_fen if choice else None
            )

    @property
    def plain_fields(self) -> list[Any]:
        """Everything but the choices."""
        return [self[name] for name in self.fields if name != "seen" and not name.startswith("choice-")]

    @property
    def choice_rows(self) -> list[tuple[Any, Any, Any]]:
        """Id, label and surcharge of each row."""
        names = ("id", "label", "surcharge")
        return [tuple(self[f"choice-{number}-{name}"] for name in names) for number in range(self.row_count)]  # type: ignore[misc]

    def question_data(self) -> QuestionData:
        """What was typed; rows without a label are left out."""
        data = self.cleaned_data
        rows = [
            ChoiceData(
                id=_row_id(data[f"choice-{number}-id"]),
                label=data[f"choice-{number}-label"],
                surcharge_fen=data[f"choice-{number}-surcharge"] or 0,
            )
            for number in range(self.row_count)
            if data[f"choice-{number}-label"]
        ]
        return QuestionData(
            kind=self.kind,
            label=data["label"],
            help_text=data["help_text"],
            is_required=data["is_required"],
            max_length=data.get("max_length", 60),
            lead_days=data.get("lead_days", 0),
            choices=rows,
        )


def _row_id(text: str) -> int | None:
    """The id of a choice; None for a new one, and for what no page of ours sends."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


class CombinationForm(forms.Form):
    """What the SKUs of ticked combinations begin with."""

    code = forms.CharField(label=_("SKU code"), max_length=36, help_text=_("A number is put behind it."))
    price = YuanField(label=_("Price"), min_fen=1)
