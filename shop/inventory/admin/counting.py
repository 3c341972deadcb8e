"""Counting on a phone: scan or type what is in the hand, say how many there are.

Works as plain forms, with a scanner that types, or by hand; ``static/js/admin/scan.js`` adds the camera.
"""

import secrets
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from shop.catalog.models import Sku
from shop.core.desk import DayField, DeskView, capped_count, count_text
from shop.core.errors import ShopError, StaleState
from shop.inventory.admin.forms import UnitsField
from shop.inventory.admin.stocktakes import StocktakeMixin
from shop.inventory.enums import Condition
from shop.inventory.models import Balance, Lot, StocktakeLine
from shop.inventory.operations import Finding, LotData, count_goods
from shop.inventory.stocktakes import check_counted_here, figures, find_goods, not_counted

LATEST = 12


class ScanForm(forms.Form):
    """What the scanner, the camera or a finger typed."""

    code = forms.CharField(
        label=gettext_lazy("Code, barcode, lot or name"),
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "autocapitalize": "off",
                "spellcheck": "false",
                "enterkeyhint": "go",
                "autofocus": True,
            }
        ),
    )
    one = forms.BooleanField(label=gettext_lazy("Each scan counts one unit"), required=False)
    token = forms.CharField(max_length=40, widget=forms.HiddenInput)


class CountingView(StocktakeMixin, DeskView):
    """The scan box, what was counted last, and how far it is. One that is closed is shown as the document."""

    permission_required = "inventory.view_stocktake"
    template_name = "admin/inventory/counting.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (self.stocktake.is_open and self.may("count")):
            return redirect(self.url())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.request.GET.get("one") == "1"
        kwargs.setdefault("form", ScanForm(initial={"one": one, "token": secrets.token_urlsafe(12)}))
        lines = StocktakeLine.objects.filter(stocktake=self.stocktake)
        latest = lines.select_related("sku__product", "lot", "counted_by").defer("sku__product__body")
        return super().get_context_data(
            stocktake=self.stocktake,
            figures=figures(self.stocktake),
            rest_count=count_text(capped_count(not_counted(self.stocktake))),
            latest=list(latest.order_by("-counted_at", "-pk")[:LATEST]),
            review_url=self.url(),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may("count"):
            messages.error(request, _("Your role does not count."))
            return redirect(self.url())
        form = ScanForm(request.POST)
        hits: list[Any] = []
        if form.is_valid():
            try:
                hits = find_goods(self.stocktake, form.cleaned_data["code"])
                if len(hits) == 1:
                    return self._found(hits[0].sku, hits[0].lot, form.cleaned_data)
            except ShopError as error:
                hits = []
                form.add_error("code", str(error))
            else:
                if not hits:
                    form.add_error("code", _("Nothing has this code. Try the name, or write the barcode to its SKU."))
        status = 200 if hits else 422
        return self.render_to_response(self.get_context_data(form=form, hits=hits), status=status)

    def _found(self, sku: Sku, lot: Lot | None, data: dict[str, Any]) -> HttpResponse:
        check_counted_here(self.stocktake, sku)
        goods = reverse("goods_desk:stocktake_goods", args=[self.stocktake.number, sku.pk])
        if not data["one"]:
            return redirect(goods)
        spots = spots_of(self.stocktake, sku)
        if lot is not None:
            spots = [spot for spot in spots if spot.lot == lot] or [Spot(lot=lot)]
        if len(spots) > 1:
            messages.warning(self.request, _("It lies here in more than one lot or condition: say which."))
            return redirect(goods)
        finding = Finding(units=1, lot=spots[0].lot, condition=spots[0].condition, adds=True)
        [line] = count_goods(
            by=self.request.user,
            stocktake=self.stocktake,
            sku=sku,
            findings=[finding],
            token=data["token"],
            at=timezone.now(),
        )
        messages.success(self.request, _("%(code)s: %(counted)s") % {"code": sku.code, "counted": line.counted})
        return redirect(f"{self.counting_url()}?one=1")


class Spot:
    """What can be counted of a SKU in the place: a lot or none, in a condition, with the line if it was counted."""

    def __init__(
        self, *, lot: Lot | None = None, condition: str = Condition.SELLABLE, line: StocktakeLine | None = None
    ) -> None:
        self.lot, self.condition, self.line = lot, condition, line

    @property
    def key(self) -> str:
        return f"{self.lot.pk if self.lot else 0}-{self.condition}"

    @property
    def condition_label(self) -> Any:
        return Condition(self.condition).label


def spots_of(stocktake: Any, sku: Sku) -> list[Spot]:
    """What lies in the place by the books, and what was counted; at least the plain one. Two queries."""
    found: dict[str, Spot] = {}
    there = Balance.objects.filter(place=stocktake.place_id, stock=sku.pk, on_hand__gt=0).select_related("lot")
    for balance in there.order_by("lot__expires_on", "pk"):
        spot = Spot(lot=balance.lot, condition=balance.condition)
        found[spot.key] = spot
    lines = StocktakeLine.objects.filter(stocktake=stocktake, sku=sku).select_related("lot", "counted_by")
    for line in lines.order_by("pk"):
        spot = Spot(lot=line.lot, condition=line.condition, line=line)
        found[spot.key] = spot
    return list(found.values()) or [Spot()]


class GoodsForm(forms.Form):
    """How many there are of each lot and condition, and one more that the books do not know."""

    token = forms.CharField(max_length=40, widget=forms.HiddenInput)
    lot_code = forms.CharField(label=gettext_lazy("Lot"), max_length=40, required=False)
    expires_on = DayField(label=gettext_lazy("Best before"))
    condition = forms.ChoiceField(label=gettext_lazy("Condition"), choices=Condition.choices, required=False)
    units = UnitsField(label=gettext_lazy("Units"), required=False)

    MODES = [("add", gettext_lazy("Add to it")), ("anew", gettext_lazy("Count anew"))]

    def __init__(self, *args: Any, spots: list[Spot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spots = spots
        for spot in spots:
            self.fields[f"units-{spot.key}"] = UnitsField(label=_("Units"), required=False)
            self.fields[f"seen-{spot.key}"] = forms.IntegerField(
                required=False, widget=forms.HiddenInput, initial=spot.line.counted if spot.line else None
            )
            if spot.line:
                self.fields[f"mode-{spot.key}"] = forms.ChoiceField(
                    label=_("What was counted already"),
                    choices=self.MODES,
                    initial="add",
                    required=False,
                    widget=forms.RadioSelect,
                )
        first: Any = self.fields[f"units-{spots[0].key}"]
        first.widget.attrs["autofocus"] = True

    def rows(self) -> list[dict[str, Any]]:
        """The fields of each spot."""
        return [
            {
                "spot": spot,
                "units": self[f"units-{spot.key}"],
                "seen": self[f"seen-{spot.key}"],
                "mode": self[f"mode-{spot.key}"] if spot.line else None,
            }
            for spot in self.spots
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not self.findings():
            self.add_error(f"units-{self.spots[0].key}", _("Say how many there are; 0 if there are none."))
        return data

    def is_unasked(self) -> bool:
        """Whether something was counted since the form was shown: it could not ask what this number is to it."""
        data = self.cleaned_data
        return any(
            spot.line and data.get(f"units-{spot.key}") is not None and not data.get(f"mode-{spot.key}")
            for spot in self.spots
        )

    def findings(self) -> list[Finding]:
        """What was filled in."""
        data = self.cleaned_data
        found = [
            Finding(
                units=units,
                lot=spot.lot,
                condition=spot.condition,
                adds=data.get(f"mode-{spot.key}") == "add",
                seen=data.get(f"seen-{spot.key}"),
            )
            for spot in self.spots
            if (units := data.get(f"units-{spot.key}")) is not None
        ]
        if data.get("units") is not None:
            code = data["lot_code"].strip()
            found.append(
                Finding(
                    units=data["units"],
                    lot=LotData(code=code, expires_on=data["expires_on"]) if code else None,
                    condition=data["condition"] or Condition.SELLABLE,
                    adds=True,
                )
            )
        return found


class CountGoodsView(StocktakeMixin, DeskView):
    """One SKU: a number for each lot and condition. What the books say is not shown before it is counted."""

    permission_required = "inventory.count_stocktake"
    template_name = "admin/inventory/count_goods.html"

    @cached_property
    def sku(self) -> Sku:
        return get_object_or_404(Sku.objects.select_related("product").defer("product__body"), pk=self.kwargs["sku"])

    def trail(self) -> list[dict[str, Any]]:
        return [*super().trail(), {"url": self.counting_url(), "label": self.stocktake.number}]

    def get_page_title(self) -> str:
        return _("Count %(code)s") % {"code": self.sku.code}

    def make_form(self, data: Any = None) -> GoodsForm:
        initial = {"token": secrets.token_urlsafe(12), "condition": Condition.SELLABLE}
        return GoodsForm(data, spots=spots_of(self.stocktake, self.sku), initial=initial)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.stocktake.is_open:
            return redirect(self.url())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or self.make_form()
        return super().get_context_data(
            stocktake=self.stocktake,
            url=self.counting_url(),
            rows=form.rows(),
            # Not the number that the address has under this name.
            **{**kwargs, "form": form, "sku": self.sku},
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST)
        if form.is_valid():
            try:
                if form.is_unasked():
                    raise StaleState
                lines = count_goods(
                    by=request.user,
                    stocktake=self.stocktake,
                    sku=self.sku,
                    findings=form.findings(),
                    token=form.cleaned_data["token"],
                    at=timezone.now(),
                )
            except StaleState:
                # Shown as it is now, with the colleague's count and the question what this one is to it.
                form = self.make_form(_having_seen(request.POST, self.make_form()))
                form.is_valid()
                form.add_error(None, _("A colleague has counted this meanwhile. Add yours to it, or count anew?"))
            except ShopError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, " · ".join(_said(line) for line in lines))
                return redirect(self.counting_url())
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _said(line: StocktakeLine) -> str:
    values = {"code": line.sku.code, "counted": line.counted, "expected": line.expected}
    if line.lot_id:
        values["code"] = f"{line.sku.code} {line.lot}"
    if line.difference:
        return _("%(code)s: %(counted)s counted, the books said %(expected)s") % values
    return _("%(code)s: %(counted)s counted, as the books said") % values


def _having_seen(sent: Any, fresh: GoodsForm) -> Any:
    """What was typed, having seen what is stored now."""
    data = sent.copy()
    for spot in fresh.spots:
        data[f"seen-{spot.key}"] = "" if spot.line is None else str(spot.line.counted)
        if spot.line and not data.get(f"mode-{spot.key}"):
            data[f"mode-{spot.key}"] = "add"
    return data
