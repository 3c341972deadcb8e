"""Units of one SKU come, move, change condition and go; how much of it is kept back."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shop.core.desk import DayField
from shop.core.desk_form import OperationView
from shop.inventory.admin.forms import UnitsField
from shop.inventory.admin.skus import SkuView
from shop.inventory.enums import WRITE_OFF_REASONS, Condition, MovementReason
from shop.inventory.models import Balance, Place
from shop.inventory.operations import LotData, Spot, change_condition, receive, set_levels, transfer, write_off
from shop.inventory.rules import LOW_STOCK_UNITS


class WholeUnitsField(UnitsField):
    """How many units are moved: one or more."""

    default_error_messages = {"invalid": gettext_lazy("Enter a whole number of units, one or more.")}


def _note(*, required: bool) -> forms.CharField:
    label = gettext_lazy("Why") if required else gettext_lazy("Note")
    return forms.CharField(label=label, max_length=200, required=required)


class ReceiveForm(forms.Form):
    """Goods at the door."""

    units = WholeUnitsField(label=gettext_lazy("Units"))
    place = forms.ModelChoiceField(label=gettext_lazy("Place"), queryset=Place.objects.open(), empty_label=None)
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[(row.value, row.label) for row in (MovementReason.RECEIVE, MovementReason.RETURN)],
    )
    condition = forms.ChoiceField(label=gettext_lazy("Condition"), choices=Condition.choices)
    lot_code = forms.CharField(
        label=gettext_lazy("Lot"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("A code of yours, such as 2026-11-A. Leave it empty if you keep no lots of this."),
    )
    produced_on = DayField(label=gettext_lazy("Produced on"))
    expires_on = DayField(
        label=gettext_lazy("Best before"),
        help_text=gettext_lazy("The last good day. Shop and shipping leave out what is older, from midnight on."),
    )
    origin = forms.CharField(label=gettext_lazy("Origin"), max_length=120, required=False)
    reference = forms.CharField(
        label=gettext_lazy("Document"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Delivery note, for example."),
    )
    note = _note(required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("lot_code", "").strip() and any(data.get(name) for name in ("produced_on", "expires_on")):
            self.add_error("lot_code", _("Dates belong to a lot: give it a code."))
        return data


class TransferForm(forms.Form):
    """To another place."""

    units = WholeUnitsField(label=gettext_lazy("Units"))
    to = forms.ModelChoiceField(label=gettext_lazy("To"), queryset=Place.objects.open(), empty_label=None)
    note = _note(required=False)


class ConditionForm(forms.Form):
    """What they are good for from now on."""

    units = WholeUnitsField(label=gettext_lazy("Units"))
    condition = forms.ChoiceField(label=gettext_lazy("Condition"), choices=Condition.choices)
    note = _note(required=True)


class WriteOffForm(forms.Form):
    """Gone for good."""

    units = WholeUnitsField(label=gettext_lazy("Units"))
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), choices=[(row.value, row.label) for row in WRITE_OFF_REASONS]
    )
    note = _note(required=True)


class LevelsForm(forms.Form):
    """Kept back, and when to worry."""

    safety = UnitsField(
        label=gettext_lazy("Safety stock"),
        help_text=gettext_lazy("Units that are never sold online: for the shop, or for surprises."),
    )
    low_at = UnitsField(
        label=gettext_lazy("Low at"), required=False, help_text=gettext_lazy("Leave it empty for the usual number.")
    )


def _units(count: int) -> str:
    return ngettext("%(count)s unit", "%(count)s units", count) % {"count": count}


class SkuOperationView(OperationView, SkuView):
    """A form about one SKU."""

    permission_required = "inventory.change_stockitem"

    def url(self) -> str:
        return reverse("goods_desk:sku", args=[self.sku.pk])

    def trail(self) -> list[dict[str, Any]]:
        return [*super().trail(), {"url": self.url(), "label": self.sku.code}]


class ReceiveView(SkuOperationView):
    """Goods arrive: from a supplier, from the orchard, back from a customer."""

    form_class = ReceiveForm
    button = gettext_lazy("Receive")

    def get_page_title(self) -> str:
        return _("Receive %(code)s") % {"code": self.sku.code}

    def make_form(self, data: Any = None) -> ReceiveForm:
        return ReceiveForm(data, initial={"place": Place.objects.default()})

    def perform(self, values: dict[str, Any]) -> str:
        lot = None
        if values["lot_code"].strip():
            lot = LotData(
                code=values["lot_code"],
                produced_on=values["produced_on"],
                expires_on=values["expires_on"],
                origin=values["origin"],
            )
        receive(
            by=self.request.user,
            sku=self.sku,
            units=values["units"],
            place=values["place"],
            lot=lot,
            condition=values["condition"],
            reason=values["reason"],
            reference=values["reference"].strip(),
            note=values["note"].strip(),
            at=timezone.now(),
        )
        return _("%(units)s are in %(place)s.") % {"units": _units(values["units"]), "place": values["place"]}


class BalanceView(SkuOperationView):
    """A form about the units in one spot."""

    @cached_property
    def balance(self) -> Balance:
        rows = Balance.objects.filter(stock=self.sku.pk).select_related("place", "lot")
        return get_object_or_404(rows, pk=self.kwargs["balance"])

    @property
    def spot(self) -> Spot:
        row = self.balance
        return Spot(place_id=row.place_id, lot_id=row.lot_id, condition=row.condition)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.at = timezone.now()

    def facts(self) -> list[tuple[Any, Any]]:
        row = self.balance
        facts = [(_("Place"), row.place), (_("Condition"), row.get_condition_display()), (_("There"), row.on_hand)]
        if row.lot:
            facts.insert(1, (_("Lot"), row.lot))
        return facts

    def make_form(self, data: Any = None) -> forms.Form:
        form = self.form_class(data, initial={"units": self.balance.on_hand})
        if isinstance(to := form.fields.get("to"), forms.ModelChoiceField):
            to.queryset = Place.objects.open().exclude(pk=self.balance.place_id)
        if isinstance(form, ConditionForm):
            field: Any = form.fields["condition"]
            field.choices = [choice for choice in Condition.choices if choice[0] != self.balance.condition]
        return form


class TransferView(BalanceView):
    """Bring units to another place."""

    form_class = TransferForm
    button = gettext_lazy("Move")

    def get_page_title(self) -> str:
        return _("Move %(code)s to another place") % {"code": self.sku.code}

    def perform(self, values: dict[str, Any]) -> str:
        movements = transfer(
            by=self.request.user,
            sku=self.sku,
            units=values["units"],
            origin=self.spot,
            to=values["to"],
            at=self.at,
            note=values["note"].strip(),
        )
        return _("%(units)s are in %(place)s now (%(reference)s).") % {
            "units": _units(values["units"]),
            "place": values["to"],
            "reference": movements[0].reference,
        }


class ConditionView(BalanceView):
    """Set units aside as damaged or returned, or make them sellable again."""

    form_class = ConditionForm
    button = gettext_lazy("Set aside")

    def get_page_title(self) -> str:
        return _("Condition of %(code)s") % {"code": self.sku.code}

    def perform(self, values: dict[str, Any]) -> str:
        change_condition(
            by=self.request.user,
            sku=self.sku,
            units=values["units"],
            origin=self.spot,
            condition=values["condition"],
            at=self.at,
            note=values["note"],
        )
        return _("%(units)s: %(condition)s.") % {
            "units": _units(values["units"]),
            "condition": Condition(values["condition"]).label,
        }


class WriteOffView(BalanceView):
    """Take units that are gone out of the books."""

    form_class = WriteOffForm
    button = gettext_lazy("Write off")
    is_dangerous = True

    def get_page_title(self) -> str:
        return _("Write off %(code)s") % {"code": self.sku.code}

    def perform(self, values: dict[str, Any]) -> str:
        write_off(
            by=self.request.user,
            sku=self.sku,
            units=values["units"],
            origin=self.spot,
            reason=values["reason"],
            at=self.at,
            note=values["note"],
        )
        return _("%(units)s are written off.") % {"units": _units(values["units"])}


class LevelsView(SkuOperationView):
    """Safety stock, and the number at which a SKU is low."""

    form_class = LevelsForm
    button = gettext_lazy("Save")

    def get_page_title(self) -> str:
        return _("Safety and low stock of %(code)s") % {"code": self.sku.code}

    def facts(self) -> list[tuple[Any, Any]]:
        return [(_("Usually low at"), LOW_STOCK_UNITS)]

    def make_form(self, data: Any = None) -> LevelsForm:
        stock = self.stock
        return LevelsForm(data, initial={"safety": stock.safety, "low_at": stock.low_at})

    def perform(self, values: dict[str, Any]) -> str:
        set_levels(by=self.request.user, sku=self.sku, safety=values["safety"], low_at=values["low_at"])
        return _("%(code)s is saved.") % {"code": self.sku.code}
