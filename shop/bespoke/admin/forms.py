"""Forms of the desk of custom work."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.bespoke import rules
from shop.bespoke.models import BespokeTerms, BespokeWork
from shop.bespoke.queries import proposed_deposit_fen
from shop.bespoke.rules import MAX_PICTURES, Offer
from shop.core.money import YuanField, yuan
from shop.orders.enums import DepositKind, Fault


def _words(label: Any, *, required: bool = True) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=rules.MAX_WORDS, required=required, widget=area)


class QuoteForm(forms.Form):
    """What would be made, for how much, and how it is paid."""

    text = _words(_("What you would make, to the customer"))
    each = YuanField(label=_("Price of each (yuan)"), min_fen=1)
    deposit_kind = forms.ChoiceField(label=_("Kind of deposit"), choices=DepositKind.choices)
    deposit = YuanField(
        label=_("Deposit in all (yuan)"),
        min_fen=1,
        required=False,
        help_text=_("Left empty: the product's share of the price. Earnest money is at most a fifth (Civil Code 586)."),
    )
    make_days = forms.IntegerField(label=_("Days to make it"), min_value=1, max_value=rules.MAX_MAKE_DAYS)
    needs_proof = forms.BooleanField(label=_("The customer approves a proof first"), required=False, initial=True)
    valid_days = forms.IntegerField(
        label=_("The quote stands so many days"), min_value=1, max_value=rules.MAX_VALID_DAYS, initial=7
    )

    def __init__(self, *args: Any, work: BespokeWork, terms: BespokeTerms | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.work, self.terms = work, terms
        self.fields["each"].initial = yuan(work.each_fen or work.sku.price_fen)
        self.fields["make_days"].initial = work.make_days or 14
        self.fields["text"].initial = work.offer
        self.fields["deposit_kind"].initial = terms.deposit_kind if terms else DepositKind.EARNEST

    def offer(self) -> Offer:
        """What was filled in."""
        data = self.cleaned_data
        kind = DepositKind(data["deposit_kind"])
        deposit_fen = data["deposit"]
        if deposit_fen is None:
            terms = self.terms or BespokeTerms()
            share = BespokeTerms(deposit_kind=kind, deposit_percent=terms.deposit_percent)
            deposit_fen = proposed_deposit_fen(share, data["each"] * self.work.quantity)
        return Offer(
            each_fen=data["each"],
            deposit_fen=deposit_fen,
            deposit_kind=kind,
            make_days=data["make_days"],
            text=data["text"],
            needs_proof=data["needs_proof"],
            valid_days=data["valid_days"],
        )


class TextForm(forms.Form):
    """Words that the customer reads."""

    text = _words(_("Why, to the customer"))


class ChangesForm(forms.Form):
    """What should be different, in the customer's words."""

    text = _words(_("What should be different?"))


class PicturesInput(forms.FileInput):
    """As many as are chosen."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Several files; the value is a list."""

    widget = PicturesInput(attrs={"accept": "image/*", "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(PicturesField, self).clean(one, initial) for one in data or []]


class ProofForm(forms.Form):
    """Pictures of what it will be."""

    text = _words(_("To the customer"), required=False)
    pictures = PicturesField(
        label=_("Pictures"),
        required=False,
        help_text=_("Up to %(count)s: JPEG, PNG, WebP or HEIC.") % {"count": MAX_PICTURES},
    )


class FinishForm(forms.Form):
    """It is made."""

    text = _words(_("To the customer"), required=False)


class CallOffForm(forms.Form):
    """Because of whom, which decides about the deposit, and why."""

    fault = forms.ChoiceField(label=_("Because of"), choices=Fault.choices, widget=forms.RadioSelect)
    text = _words(_("Why, to the customer"))


class TermsForm(forms.Form):
    """Whether a product is made to wishes, and what a quote begins with."""

    is_open = forms.BooleanField(label=_("Customers may ask for a quote"), required=False)
    hint = forms.CharField(
        label=_("What they should tell"),
        max_length=200,
        required=False,
        help_text=_("Shown above the form: size, material, the occasion …"),
    )
    deposit_kind = forms.ChoiceField(
        label=_("Kind of deposit"),
        choices=DepositKind.choices,
        help_text=_(
            "Earnest money is lost by the customer who backs out, and goes back twofold if the shop fails. A part "
            "payment in advance goes back whoever it was."
        ),
    )
    deposit_percent = forms.IntegerField(
        label=_("Deposit in percent of the price"),
        min_value=1,
        max_value=99,
        help_text=_("Earnest money: 20 at most (Civil Code 586)."),
    )
