"""Lots: what expires, what has expired, and where it lies."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.core.desk import DayField, DeskView, keyset_page, tabs_of
from shop.core.desk_form import OperationView
from shop.inventory.admin.forms import SkuFilterForm
from shop.inventory.models import Balance, Lot
from shop.inventory.operations import revise_lot
from shop.inventory.queries import lots_by_expiry

TABS = [
    ("", gettext_lazy("All")),
    ("expired", gettext_lazy("Expired")),
    ("week", gettext_lazy("Within 7 days")),
    ("month", gettext_lazy("Within 30 days")),
]


class LotFilterForm(forms.Form):
    """The filter above the lots."""

    q = SkuFilterForm.base_fields["q"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs["placeholder"] = _("Lot, SKU code or product")


class LotsView(DeskView):
    """Lots, newest first; those that expire soonest are tabs with counts."""

    permission_required = "inventory.view_stockitem"
    template_name = "admin/inventory/lots.html"
    page_title = gettext_lazy("Lots and expiry")
    header_icon = "calendar-alt"
    listing = "lots"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = timezone.now()
        form = LotFilterForm(self.request.GET)
        tab = self.request.GET.get("tab", "")
        lots = find_lots(form.cleaned_data["q"], tab=tab, at=at) if form.is_valid() else Lot.objects.none()
        page = keyset_page(
            lots.select_related("sku__product").defer("sku__product__body"),
            field="created_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
        )
        today = timezone.localdate(at)
        return super().get_context_data(
            form=form,
            page=page,
            tab=tab,
            rows=[{"lot": lot, "left": (lot.expires_on - today).days if lot.expires_on else None} for lot in page.rows],
            tabs=tabs_of(TABS, current=tab, rows=lambda key: lots_by_expiry(key, at=at)),
            is_filtered=bool(self.request.GET.get("q")),
            **kwargs,
        )


def find_lots(text: str, *, tab: str, at: datetime) -> QuerySet[Lot]:
    """The lots of a tab, narrowed by search text."""
    lots, text = lots_by_expiry(tab, at=at), text.strip()
    if not text:
        return lots
    return lots.filter(Q(code__icontains=text) | Q(sku__code__icontains=text) | Q(sku__product__title__icontains=text))


class LotForm(forms.Form):
    """What is written about a lot; its code stays."""

    produced_on = DayField(label=gettext_lazy("Produced on"))
    expires_on = DayField(label=gettext_lazy("Best before"))
    origin = forms.CharField(label=gettext_lazy("Origin"), max_length=120, required=False)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)


class LotView(OperationView):
    """One lot: where it lies, and the form that corrects it."""

    permission_required = "inventory.change_stockitem"
    template_name = "admin/inventory/lot.html"
    header_icon = "calendar-alt"
    form_class = LotForm
    button = gettext_lazy("Save")

    @cached_property
    def lot(self) -> Lot:
        return get_object_or_404(Lot.objects.select_related("sku__product"), pk=self.kwargs["lot"])

    def get_page_title(self) -> str:
        return _("Lot %(code)s") % {"code": self.lot.code}

    def url(self) -> str:
        return reverse("goods_desk:lots")

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": self.url(), "label": _("Lots and expiry")}]

    def make_form(self, data: Any = None) -> LotForm:
        lot = self.lot
        initial = {name: getattr(lot, name) for name in ("produced_on", "expires_on", "origin", "note")}
        return LotForm(data, initial=initial)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        balances = Balance.objects.filter(lot=self.lot, on_hand__gt=0).select_related("place")
        return super().get_context_data(
            sku=self.lot.sku, balances=list(balances.order_by("place__position", "pk")), **kwargs
        )

    def perform(self, values: dict[str, Any]) -> str:
        revise_lot(by=self.request.user, lot=self.lot, **values)
        return _("Lot %(code)s is saved.") % {"code": self.lot.code}
