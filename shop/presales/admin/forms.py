"""What staff promise, and why they break it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Sku
from shop.core.desk import DayField, SecondsField
from shop.core.money import YuanField
from shop.orders.enums import DepositKind
from shop.presales.models import Presale
from shop.presales.rules import PresaleTerms

MAX_UNITS = 1_000_000


class TermsForm(forms.Form):
    """Deposit, windows, day and number."""

    deposit_kind = forms.ChoiceField(
        label=_("Kind of deposit"),
        choices=DepositKind.choices,
        help_text=_(
            "Earnest money is at most a fifth of the price; it is lost by a customer who does not pay the balance, and "
            "paid twofold if you call it off (Civil Code 586, 587). A part payment always goes back."
        ),
    )
    deposit_fen = YuanField(label=_("Deposit for each unit (yuan)"), min_fen=1)
    limit = forms.IntegerField(
        label=_("Units"),
        min_value=1,
        max_value=MAX_UNITS,
        help_text=_("That can be ordered in it. Of goods that have stock, never more than are there."),
    )
    opens_at = SecondsField(label=_("Opens"), help_text=_("From then on it is sold in no other way."))
    closes_at = SecondsField(label=_("Closes"))
    balance_from = SecondsField(label=_("Balance from"))
    balance_until = SecondsField(label=_("Balance until"), help_text=_("At least 24 hours later."))
    ship_on = DayField(label=_("Sent by"), help_text=_("The last day on which it leaves, as customers read it."))


class PlanForm(TermsForm):
    """The same with the SKU."""

    sku = forms.CharField(label=_("SKU code"), max_length=40)
    field_order = ["sku"]

    def clean_sku(self) -> Sku:
        found = Sku.objects.filter(code=self.cleaned_data["sku"].strip()).select_related("product").first()
        if found is None:
            raise ValidationError(_("There is no SKU with the code %(code)s.") % {"code": self.cleaned_data["sku"]})
        return found


class ReasonForm(forms.Form):
    """Why it is called off."""

    reason = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("Whoever has ordered it reads this on the page of the order.")
    )


def terms_of(presale: Presale) -> dict[str, Any]:
    """The terms of one that is planned, for its form."""
    names = [name for name in PresaleTerms.__dataclass_fields__ if name != "limit"]
    return {**{name: getattr(presale, name) for name in names}, "limit": presale.quota.limit}


def terms_in(values: dict[str, Any]) -> PresaleTerms:
    """What is promised, as a form has cleaned it."""
    return PresaleTerms(**{name: values[name] for name in PresaleTerms.__dataclass_fields__})
