"""How a SKU is sold: from stock or not, until when, and what a sale of one draws."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.catalog.models import Sku, SkuComponent
from shop.catalog.operations import set_sale_end
from shop.inventory.admin.grid import draws_of
from shop.inventory.admin.moves import SkuOperationView
from shop.inventory.operations import set_components, set_stocked
from shop.inventory.operations.selling import MAX_COMPONENTS

EMPTY_ROWS = 3


class ComponentsForm(forms.Form):
    """Rows of code and units; an empty row says nothing."""

    def __init__(self, data: Any, *, components: list[tuple[str, int]]) -> None:
        super().__init__(data)
        sent = len(data.getlist("code")) if data else 0
        self.rows = (
            list(zip(data.getlist("code"), data.getlist("quantity"), strict=False))[: MAX_COMPONENTS + EMPTY_ROWS]
            if sent
            else [(code, str(quantity)) for code, quantity in components] + [("", "")] * EMPTY_ROWS
        )

    def clean(self) -> dict[str, Any]:
        wanted: dict[str, int] = {}
        for code, quantity in self.rows:
            code, quantity = code.strip(), quantity.strip()
            if not code:
                continue
            if not (quantity or "1").isdecimal():
                raise ValidationError(_("%(code)s: enter a whole number of units.") % {"code": code})
            if code in wanted:
                raise ValidationError(_("%(code)s is there twice.") % {"code": code})
            wanted[code] = int(quantity or "1")
        known = dict(Sku.objects.filter(code__in=wanted).values_list("code", "pk"))
        if missing := [code for code in wanted if code not in known]:
            raise ValidationError(_("There is no SKU with the code %(code)s.") % {"code": missing[0]})
        return {"components": {known[code]: quantity for code, quantity in wanted.items()}}


class StockedView(SkuOperationView):
    """Sell it from stock, or without stock and without limit."""

    permission_required = "catalog.change_sku"

    @property
    def button(self) -> Any:  # type: ignore[override]
        return _("Sell it without stock") if self.sku.is_stocked else _("Sell it from stock")

    def get_page_title(self) -> str:
        return _("How %(code)s is sold") % {"code": self.sku.code}

    def facts(self) -> list[tuple[Any, Any]]:
        if self.sku.is_stocked:
            now, then = _("from stock"), _("without limit: nothing is counted or reserved")
        else:
            now, then = _("without stock"), _("as many as are received; none at first")
        return [(_("Now"), now), (_("Afterwards"), then)]

    def perform(self, values: dict[str, Any]) -> str:
        is_stocked = not self.sku.is_stocked
        set_stocked(by=self.request.user, sku=self.sku, is_stocked=is_stocked)
        said = _("%(code)s is sold from stock.") if is_stocked else _("%(code)s is sold without stock.")
        return said % {"code": self.sku.code}


class SaleEndForm(forms.Form):
    """From when on it is not sold any more."""

    sale_ends_at = forms.DateTimeField(
        label=gettext_lazy("Sale ends"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("Shop, stories and carts follow on the minute. Left empty, there is no end."),
    )
    seen = forms.DateTimeField(required=False, widget=forms.HiddenInput)


class SaleEndView(SkuOperationView):
    """When the sale of a SKU ends by itself."""

    permission_required = "catalog.change_sku"
    form_class = SaleEndForm
    button = gettext_lazy("Save")

    def get_page_title(self) -> str:
        return _("End of sale of %(code)s") % {"code": self.sku.code}

    def make_form(self, data: Any = None) -> SaleEndForm:
        end = self.sku.sale_ends_at
        return SaleEndForm(data, initial={"sale_ends_at": end, "seen": end.isoformat() if end else ""})

    def perform(self, values: dict[str, Any]) -> str:
        set_sale_end(by=self.request.user, sku=self.sku, sale_ends_at=values["sale_ends_at"], expected=values["seen"])
        return _("%(code)s is saved.") % {"code": self.sku.code}


class ComponentsView(SkuOperationView):
    """Make a SKU a bundle, or one with its own stock again."""

    permission_required = "catalog.change_sku"
    template_name = "admin/inventory/components.html"
    button = gettext_lazy("Save")

    def get_page_title(self) -> str:
        return _("What %(code)s is made of") % {"code": self.sku.code}

    @cached_property
    def components(self) -> list[SkuComponent]:
        return list(SkuComponent.objects.filter(sku=self.sku).select_related("component__product"))

    def make_form(self, data: Any = None) -> ComponentsForm:
        return ComponentsForm(data, components=[(row.component.code, row.quantity) for row in self.components])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        codes = Sku.objects.filter(is_stocked=True, components=None).exclude(pk=self.sku.pk)
        return super().get_context_data(
            draws=draws_of(self.components),
            suggestions=codes.select_related("product").defer("product__body").order_by("code")[:500],
            **kwargs,
        )

    def perform(self, values: dict[str, Any]) -> str:
        set_components(by=self.request.user, sku=self.sku, components=values["components"])
        if not values["components"]:
            return _("%(code)s has its own stock.") % {"code": self.sku.code}
        return _("%(code)s draws on its components.") % {"code": self.sku.code}
