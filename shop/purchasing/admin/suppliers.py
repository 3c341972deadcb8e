"""Suppliers and what they supply."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.catalog.models import Sku
from shop.core.desk import DeskView
from shop.core.desk_form import ButtonView, OperationView
from shop.core.money import YuanField
from shop.inventory.admin.forms import UnitsField
from shop.purchasing.models import Supplier, SupplierItem
from shop.purchasing.operations import ItemData, SupplierData, remove_item, save_item, save_supplier
from shop.purchasing.operations.suppliers import MAX_LEAD_DAYS

ON_A_PAGE = 100


class WholeUnitsField(UnitsField):
    """One unit or more."""

    default_error_messages = {"invalid": gettext_lazy("Enter a whole number of units, one or more.")}


class SupplierForm(forms.Form):
    """Who, and on what terms."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    contact = forms.CharField(label=gettext_lazy("Contact person"), max_length=60, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    email = forms.EmailField(label=gettext_lazy("Mail address"), required=False)
    lead_days = forms.IntegerField(
        label=gettext_lazy("Lead time in days"),
        min_value=0,
        max_value=MAX_LEAD_DAYS,
        initial=7,
        help_text=gettext_lazy("From the order to the goods at your door."),
    )
    min_order = YuanField(
        label=gettext_lazy("Minimum order value"),
        required=False,
        help_text=gettext_lazy("In yuan. An order below it says so. Leave it empty if there is none."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_active = forms.BooleanField(
        label=gettext_lazy("Active: suggestions and new orders offer this supplier"), required=False, initial=True
    )


class ItemForm(forms.Form):
    """A SKU, and on what terms the supplier delivers it."""

    sku = forms.CharField(label=gettext_lazy("SKU code"), max_length=40)
    code = forms.CharField(
        label=gettext_lazy("Their code"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("It is printed on the order, and can be scanned when the goods arrive."),
    )
    cost = YuanField(label=gettext_lazy("Cost of a unit"), required=False)
    pack_size = WholeUnitsField(label=gettext_lazy("Units in a pack"), initial=1)
    min_quantity = WholeUnitsField(label=gettext_lazy("Minimum quantity"), initial=1)

    def __init__(self, data: Any = None, *, may_cost: bool, sku: Sku | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.known = sku
        if sku:
            del self.fields["sku"]
        else:
            self.fields["sku"].widget.attrs |= {"list": "sku-codes", "autocomplete": "off"}
        if not may_cost:
            del self.fields["cost"]

    def clean_sku(self) -> Sku:
        sku = Sku.objects.filter(code__iexact=self.cleaned_data["sku"].strip()).first()
        if sku is None:
            raise ValidationError(
                _("There is no SKU with the code %(code)s.") % {"code": self.cleaned_data["sku"].strip()}
            )
        return sku


class SupplierMixin:
    """A screen about suppliers."""

    permission_required = "purchasing.change_supplier"
    header_icon = "group"
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def supplier(self) -> Supplier:
        return get_object_or_404(Supplier, pk=self.kwargs["supplier"])

    @property
    def may_cost(self) -> bool:
        return bool(self.request.user.has_perm("catalog.view_cost"))

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("purchasing_desk:suppliers"), "label": _("Suppliers")}]


class SuppliersView(SupplierMixin, DeskView):
    """All suppliers, active ones first."""

    permission_required = "purchasing.view_supplier"
    template_name = "admin/purchasing/suppliers.html"
    page_title = gettext_lazy("Suppliers")
    listing = "suppliers"

    def trail(self) -> list[dict[str, Any]]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_open = Q(orders__state__in=["sent", "partly"])
        suppliers = Supplier.objects.annotate(
            item_count=Count("items", distinct=True), open_count=Count("orders", filter=is_open, distinct=True)
        )
        page = Paginator(suppliers.order_by("-is_active", "name", "pk"), ON_A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            page=page,
            may_change=self.request.user.has_perm("purchasing.change_supplier"),
            may_order=self.request.user.has_perm("purchasing.change_purchaseorder"),
            **kwargs,
        )


class SupplierFormView(SupplierMixin, OperationView):
    """The form of a supplier."""

    form_class = SupplierForm
    button = gettext_lazy("Save")
    saved: Supplier | None = None

    def save(self, values: dict[str, Any], supplier: Supplier | None) -> str:
        values["min_order_fen"] = values.pop("min_order") or 0
        self.saved = save_supplier(by=self.request.user, data=SupplierData(**values), supplier=supplier)
        return _("%(name)s is saved.") % {"name": self.saved.name}


class NewSupplierView(SupplierFormView):
    """Another supplier."""

    page_title = gettext_lazy("New supplier")

    def url(self) -> str:
        if self.saved:
            return reverse("purchasing_desk:supplier", args=[self.saved.pk])
        return reverse("purchasing_desk:suppliers")

    def perform(self, values: dict[str, Any]) -> str:
        return self.save(values, None)


class SupplierView(SupplierFormView):
    """One supplier: terms, and what they supply. Whoever may only look sees no button."""

    permission_required = "purchasing.view_supplier"
    template_name = "admin/purchasing/supplier.html"

    def get_page_title(self) -> str:
        return self.supplier.name

    def url(self) -> str:
        return reverse("purchasing_desk:supplier", args=[self.supplier.pk])

    def make_form(self, data: Any = None) -> SupplierForm:
        row = self.supplier
        names = ("name", "contact", "phone", "email", "lead_days", "note", "is_active")
        initial = {name: getattr(row, name) for name in names} | {"min_order": row.min_order_fen or None}
        return SupplierForm(data, initial=initial)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        items = SupplierItem.objects.filter(supplier=self.supplier).select_related("sku__product")
        page = Paginator(items.defer("sku__product__body").order_by("sku__code"), ON_A_PAGE)
        # The supplier's number is in the address; the page wants the row.
        kwargs["supplier"] = self.supplier
        return super().get_context_data(
            page=page.get_page(self.request.GET.get("p")),
            may_cost=self.may_cost,
            may_change=self.request.user.has_perm("purchasing.change_supplier"),
            may_order=self.request.user.has_perm("purchasing.change_purchaseorder"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("purchasing.change_supplier"):
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def perform(self, values: dict[str, Any]) -> str:
        return self.save(values, self.supplier)


class ItemView(SupplierMixin, OperationView):
    """A SKU that this supplier delivers: added, or its terms changed."""

    template_name = "admin/purchasing/item.html"
    button = gettext_lazy("Save")

    @cached_property
    def item(self) -> SupplierItem | None:
        if "item" not in self.kwargs:
            return None
        rows = SupplierItem.objects.filter(supplier=self.supplier).select_related("sku__product")
        return get_object_or_404(rows, pk=self.kwargs["item"])

    def url(self) -> str:
        return reverse("purchasing_desk:supplier", args=[self.supplier.pk])

    def trail(self) -> list[dict[str, Any]]:
        return [*super().trail(), {"url": self.url(), "label": self.supplier.name}]

    def get_page_title(self) -> str:
        return self.item.sku.code if self.item else _("Another SKU from %(name)s") % {"name": self.supplier.name}

    def make_form(self, data: Any = None) -> ItemForm:
        item = self.item
        if item is None:
            return ItemForm(data, may_cost=self.may_cost)
        initial = {
            "code": item.code,
            "cost": item.cost_fen,
            "pack_size": item.pack_size,
            "min_quantity": item.min_quantity,
        }
        return ItemForm(data, may_cost=self.may_cost, sku=item.sku, initial=initial)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        codes = Sku.objects.filter(is_stocked=True, components=None).select_related("product").defer("product__body")
        return super().get_context_data(
            sku=self.item.sku if self.item else None,
            suggestions=[] if self.item else codes.order_by("code")[:500],
            **kwargs,
        )

    def perform(self, values: dict[str, Any]) -> str:
        # Whoever may not see the cost leaves it as it is.
        known = self.item.cost_fen if self.item else None
        sku = self.item.sku if self.item else values["sku"]
        data = ItemData(
            code=values["code"],
            cost_fen=values["cost"] if self.may_cost else known,
            pack_size=values["pack_size"],
            min_quantity=values["min_quantity"],
        )
        save_item(by=self.request.user, supplier=self.supplier, sku=sku, data=data)
        return _("%(code)s is saved.") % {"code": sku.code}


class RemoveItemView(SupplierMixin, ButtonView):
    """Not delivered any more."""

    def url(self) -> str:
        return reverse("purchasing_desk:supplier", args=[self.supplier.pk])

    def perform(self) -> str:
        rows = SupplierItem.objects.filter(supplier=self.supplier).select_related("sku", "supplier")
        item = get_object_or_404(rows, pk=self.kwargs["item"])
        remove_item(by=self.request.user, item=item)
        return _("%(name)s is removed.") % {"name": item.sku.code}
