"""The promotion form: times to the second, and one row for each SKU."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Product, Sku
from shop.core.desk import SecondsField
from shop.core.errors import ShopError
from shop.core.money import YuanField
from shop.promotions.models import Promotion, PromotionItem
from shop.promotions.operations import PromotionItemData
from shop.promotions.queries import reference_prices

MAX_ROWS = 100
_MAX_FOUND = 20


class TermsForm(forms.Form):
    """Name, times and the limit per person."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("Shoppers see it beside the price."))
    per_person_limit = forms.IntegerField(
        label=_("Limit per person"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=_("Units of each SKU one person may buy at this price. Empty: no limit."),
    )
    starts_at = SecondsField(label=_("Starts"))
    ends_at = SecondsField(label=_("Ends"))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("The end must be after the start."))
        return data


class RowForm(forms.Form):
    """The price of one SKU."""

    price = YuanField(label=_("Promotional price (yuan)"), min_fen=1)
    quantity = forms.IntegerField(
        label=_("Quantity"), min_value=1, max_value=10_000_000, required=False, widget=forms.NumberInput()
    )

    def __init__(self, *args: Any, sku: Sku, **kwargs: Any) -> None:
        self.sku = sku
        self.reference_fen: int | None = None
        kwargs["prefix"] = f"sku-{sku.pk}"
        super().__init__(*args, **kwargs)

    def clean_price(self) -> int:
        price: int = self.cleaned_data["price"]
        if price >= self.sku.price_fen:
            raise ValidationError(_("The promotional price must be below the asking price."))
        return price

    @property
    def strikes_through(self) -> bool:
        """Whether the reference price would be shown: only above the promotional price."""
        price = self.cleaned_data.get("price") if self.is_bound and self.is_valid() else self.initial.get("price")
        return self.reference_fen is not None and (price is None or self.reference_fen > price)


class PromotionEditor:
    """Terms and rows together, bound to a request or to a promotion."""

    def __init__(self, *, data: QueryDict | None = None, promotion: Promotion | None = None) -> None:
        self.data = data
        self.items_error = ""
        self.found: list[Sku] = []
        self.search = (data.get("find_text", "") if data else "").replace("\x00", "").strip()[:60]
        items = list(promotion.items.select_related("sku__product")) if promotion and data is None else []
        self.terms = TermsForm(data, initial=_terms_of(promotion))
        self.rows = [self._row_of(item) for item in items] if data is None else self._rows_of(data)
        self._add_references()

    def _row_of(self, item: PromotionItem) -> RowForm:
        return RowForm(sku=item.sku, initial={"price": item.price_fen, "quantity": item.quantity_limit})

    def _rows_of(self, data: QueryDict) -> list[RowForm]:
        wanted = [text for text in data.getlist("sku") if text.isdecimal() and len(text) <= 18]
        added, removed = data.get("add", ""), data.get("remove", "")
        if added.isdecimal() and len(added) <= 18:
            wanted.append(added)
        ids = [int(text) for text in dict.fromkeys(wanted) if text != removed][:MAX_ROWS]
        skus = Sku.objects.select_related("product").in_bulk(ids)
        bound = [pk for pk in ids if pk in skus]
        return [
            RowForm(sku=skus[pk]) if str(pk) == added and f"sku-{pk}-price" not in data else RowForm(data, sku=skus[pk])
            for pk in bound
        ]

    def _add_references(self) -> None:
        starts_at = self._starts_at()
        references = reference_prices([row.sku.pk for row in self.rows], starts_at=starts_at)
        for row in self.rows:
            row.reference_fen = references.get(row.sku.pk)

    def _starts_at(self) -> datetime:
        if self.terms.is_bound:
            self.terms.is_valid()
            return self.terms.cleaned_data.get("starts_at") or timezone.now()
        return self.terms.initial.get("starts_at") or timezone.now()

    @property
    def only_edits_rows(self) -> bool:
        """Whether the request looks for goods, adds or removes a row: nothing is to be saved yet."""
        return bool(self.data and any(name in self.data for name in ("find", "add", "remove")))

    def find(self) -> None:
        """SKUs by product title or code, those already in a row left out."""
        if not self.search:
            return
        products = Product.objects.filter(title__icontains=self.search).values("pk")
        self.found = list(
            Sku.objects.for_sale(timezone.now())
            .filter(Q(product__in=products) | Q(code__istartswith=self.search))
            .exclude(pk__in=[row.sku.pk for row in self.rows])
            .select_related("product")
            .order_by("product__title", "position", "id")[:_MAX_FOUND]
        )

    def is_valid(self) -> bool:
        """Check terms and every row, so that all errors are shown at once."""
        valid = [self.terms.is_valid(), *[row.is_bound and row.is_valid() for row in self.rows]]
        if not self.rows:
            self.items_error = str(_("Choose at least one SKU."))
        return all(valid) and bool(self.rows)

    def values(self) -> dict[str, Any]:
        """The arguments of the operation."""
        return {**self.terms.cleaned_data, "items": self._items()}

    def _items(self) -> Sequence[PromotionItemData]:
        return [
            PromotionItemData(
                sku_id=row.sku.pk,
                price_fen=row.cleaned_data["price"],
                quantity_limit=row.cleaned_data["quantity"],
            )
            for row in self.rows
        ]

    def refuse(self, error: ShopError) -> None:
        """Show an operation's refusal where it belongs: at the field, at the SKU's row, or above the rows."""
        if error.field in self.terms.fields:
            self.terms.add_error(error.field, str(error))
            return
        for row in self.rows:
            if str(error).startswith(row.sku.code):
                row.add_error("price", str(error))
                return
        self.items_error = str(error)


def _terms_of(promotion: Promotion | None) -> dict[str, Any]:
    if promotion is None:
        return {}
    return {
        "name": promotion.name,
        "starts_at": promotion.starts_at,
        "ends_at": promotion.ends_at,
        "per_person_limit": promotion.per_person_limit,
    }
