"""Write a purchase order: first the supplier, then how many of what."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin import messages

from shop.catalog.models import Sku
from shop.core.desk import DayField
from shop.core.desk_form import OperationView
from shop.core.money import parse_yuan, yuan
from shop.inventory.models import Place
from shop.purchasing.admin.orders import OrderMixin
from shop.purchasing.admin.tokens import new_token
from shop.purchasing.enums import PurchaseState
from shop.purchasing.models import PurchaseOrder, Supplier, SupplierItem
from shop.purchasing.operations import OrderData, OrderedLine, save_order
from shop.purchasing.operations.orders import MAX_LINES

EMPTY_ROWS = 3


class OrderForm(forms.Form):
    """Where to, when, and rows of code, units and cost; a row without units says nothing."""

    place = forms.ModelChoiceField(
        label=pgettext_lazy("purchase order", "Deliver to"), queryset=Place.objects.all(), empty_label=None
    )
    expected_on = DayField(
        label=gettext_lazy("Expected on"),
        help_text=gettext_lazy("Leave it empty for the supplier's lead time from the day on which it is sent."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note to the supplier"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    token = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, rows: list[dict[str, str]], may_cost: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.may_cost = may_cost
        names = ("code", "quantity", "cost") if may_cost else ("code", "quantity")
        if data is not None:
            told = {row["code"]: row for row in rows}
            columns = [data.getlist(name)[: MAX_LINES * 2] for name in names]
            rows = [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=False)]
            rows = [{**told.get(row["code"], {}), **row} for row in rows]
        self.rows = rows

    def clean_seen(self) -> datetime | None:
        text = self.cleaned_data["seen"]
        try:
            return datetime.fromisoformat(text) if text else None
        except ValueError:
            return None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        wanted: dict[str, OrderedLine] = {}
        filled = [row for row in self.rows if row["code"].strip() and row["quantity"].strip()]
        skus = {sku.code: sku.pk for sku in Sku.objects.filter(code__in=[row["code"].strip() for row in filled])}
        for row in filled:
            code = row["code"].strip()
            if code not in skus:
                raise ValidationError(_("There is no SKU with the code %(code)s.") % {"code": code})
            if code in wanted:
                raise ValidationError(_("%(code)s is there twice.") % {"code": code})
            wanted[code] = OrderedLine(
                sku_id=skus[code], quantity=_units(code, row["quantity"]), cost_fen=_cost(code, row.get("cost", ""))
            )
        data["lines"] = list(wanted.values())
        return data


def _units(code: str, text: str) -> int:
    text = text.strip().replace(",", "").replace("，", "")
    if not text.isdecimal() or len(text) > 8 or int(text) < 1:
        raise ValidationError(_("%(code)s: enter a whole number of units.") % {"code": code})
    return int(text)


def _cost(code: str, text: str) -> int | None:
    if not text.strip():
        return None
    try:
        fen = parse_yuan(text)
    except ValueError:
        fen = -1
    if fen < 0:
        raise ValidationError(_("%(code)s: enter the cost in yuan, such as 12.50.") % {"code": code})
    return fen


class OrderFormView(OperationView):
    """The form of a draft."""

    permission_required = "purchasing.change_purchaseorder"
    template_name = "admin/purchasing/order_form.html"
    header_icon = "doc-full"
    button = gettext_lazy("Save draft")
    saved: PurchaseOrder | None = None
    supplier: Supplier
    kwargs: dict[str, Any]

    @property
    def may_cost(self) -> bool:
        return bool(self.request.user.has_perm("catalog.view_cost"))

    def url(self) -> str:
        if self.saved:
            return reverse("purchasing_desk:order", args=[self.saved.number])
        return reverse("purchasing_desk:orders")

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("purchasing_desk:orders"), "label": _("Purchase orders")}]

    def rows(self) -> list[dict[str, str]]:
        """What is on the draft, then what else the supplier has, then empty rows."""
        items = SupplierItem.objects.filter(supplier=self.supplier).select_related("sku__product")
        terms = {item.sku.code: item for item in items.defer("sku__product__body").order_by("sku__code")[:MAX_LINES]}
        rows = []
        if order := self.draft():
            rows = [
                {
                    "code": line.sku.code,
                    "title": line.sku.full_title,
                    "quantity": str(line.quantity),
                    "cost": "" if line.cost_fen is None else yuan(line.cost_fen).replace(",", ""),
                    **_terms(terms.pop(line.sku.code, None)),
                }
                for line in order.lines.select_related("sku__product").defer("sku__product__body")
            ]
        rows += [
            {
                "code": code,
                "title": item.sku.full_title,
                "quantity": "",
                "cost": "" if item.cost_fen is None else yuan(item.cost_fen).replace(",", ""),
                **_terms(item),
            }
            for code, item in terms.items()
        ]
        return rows + [{"code": "", "title": "", "quantity": "", "cost": "", "terms": ""}] * EMPTY_ROWS

    def draft(self) -> PurchaseOrder | None:
        """The draft that is rewritten, if any."""
        return None

    def make_form(self, data: Any = None) -> OrderForm:
        initial: dict[str, Any] = {"place": Place.objects.default(), "token": new_token()}
        if order := self.draft():
            initial = {
                "place": order.place_id,
                "expected_on": order.expected_on,
                "note": order.note,
                "seen": order.changed_at.isoformat(),
            }
        return OrderForm(data, rows=self.rows(), may_cost=self.may_cost, initial=initial)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        codes = Sku.objects.filter(is_stocked=True, components=None).select_related("product").defer("product__body")
        return super().get_context_data(
            supplier=self.supplier,
            may_cost=self.may_cost,
            suggestions=codes.order_by("code")[:500],
            **kwargs,
        )

    def perform(self, values: dict[str, Any]) -> str:
        order = self.draft()
        self.saved = save_order(
            by=self.request.user,
            data=OrderData(
                supplier=self.supplier,
                place=values["place"],
                lines=values["lines"],
                expected_on=values["expected_on"],
                note=values["note"],
            ),
            at=timezone.now(),
            order=order,
            seen=values["seen"] if order else None,
            token="" if order else values["token"],
        )
        return _("Draft %(number)s is saved.") % {"number": self.saved.number}


def _terms(item: SupplierItem | None) -> dict[str, str]:
    if item is None or (item.pack_size, item.min_quantity) == (1, 1):
        return {"terms": ""}
    return {"terms": _("packs of %(pack)s, at least %(least)s") % {"pack": item.pack_size, "least": item.min_quantity}}


class NewOrderView(OrderFormView):
    """A new draft; without a supplier it asks for one."""

    page_title = gettext_lazy("New purchase order")

    @cached_property
    def supplier(self) -> Supplier | None:  # type: ignore[override]  # asked for first
        text = self.request.GET.get("supplier", "")
        if not (text.isdecimal() and len(text) < 18):
            return None
        return get_object_or_404(Supplier, pk=int(text), is_active=True)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.supplier is None:
            self.template_name = "admin/purchasing/choose_supplier.html"
            context = super(OperationView, self).get_context_data(
                suppliers=Supplier.objects.filter(is_active=True).order_by("name")
            )
            return self.render_to_response(context)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.supplier is None:
            return redirect("purchasing_desk:order_add")
        return super().post(request, *args, **kwargs)


class EditOrderView(OrderMixin, OrderFormView):
    """Rewrite a draft."""

    permission_required = "purchasing.change_purchaseorder"

    @property
    def supplier(self) -> Supplier:  # type: ignore[override]
        return self.order.supplier

    def draft(self) -> PurchaseOrder:
        return self.order

    def trail(self) -> list[dict[str, Any]]:
        return [*super().trail(), {"url": self.url(), "label": self.order.number}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.order.state != PurchaseState.DRAFT:
            messages.error(request, _("Only a draft can be changed."))
            return redirect(self.url())
        return super().get(request, *args, **kwargs)
