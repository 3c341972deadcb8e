"""The lists of goods as files: products, SKUs, stock, movements, lots, each as its list is filtered."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.catalog.models import Collection, Product, Sku, SkuValue
from shop.core.desk import choice_label
from shop.core.errors import InvalidInput
from shop.core.money import as_decimal
from shop.exports.registry import Asked, Kind, Sheet, register
from shop.inventory.models import Balance, Lot, StockMovement

CHUNK = 1_000
COST = "catalog.view_cost"


def register_exports() -> None:
    """Make them exportable; called once at start."""
    register(
        Kind(
            key="products",
            label=gettext_lazy("Products"),
            permission="catalog.view_product",
            matching=_products,
            sheets=_product_sheets,
        )
    )
    register(
        Kind(
            key="skus",
            label=gettext_lazy("SKUs and prices"),
            permission="catalog.view_sku",
            sensitive=(COST,),
            matching=_skus,
            sheets=_sku_sheets,
        )
    )
    register(
        Kind(
            key="stock",
            label=gettext_lazy("Stock"),
            permission="inventory.view_stockitem",
            matching=_skus,
            sheets=_stock_sheets,
        )
    )
    register(
        Kind(
            key="movements",
            label=gettext_lazy("Stock movements"),
            permission="inventory.view_stockmovement",
            matching=_movements,
            sheets=_movement_sheets,
        )
    )
    register(
        Kind(
            key="lots",
            label=gettext_lazy("Lots and expiry"),
            permission="inventory.view_stockitem",
            matching=_lots,
            sheets=_lot_sheets,
        )
    )


def _invalid() -> InvalidInput:
    return InvalidInput(gettext_lazy("Please correct the filter first."))


def _products(asked: Asked) -> QuerySet[Product]:
    from shop.inventory.admin.products import listed_products

    return listed_products(asked.by, asked.query).order_by("-created_at", "-pk")


def _product_sheets(asked: Asked, products: QuerySet[Product]) -> Sequence[Sheet]:
    from shop.catalog.admin.product_list import state_of

    def rows() -> Iterator[list[Any]]:
        some = products.select_related(None).prefetch_related(None).prefetch_related("collections", "skus")
        for product in some.iterator(chunk_size=CHUNK):
            skus = list(product.skus.all())
            yield [
                product.title,
                product.subtitle,
                str(state_of(product, at=asked.at).label),
                "、".join(collection.title for collection in product.collections.all()),
                len(skus),
                as_decimal(min(sku.price_fen for sku in skus)) if skus else None,
                as_decimal(max(sku.price_fen for sku in skus)) if skus else None,
                product.slug,
                product.created_at,
            ]

    header = [
        _("Product name"), _("One line"), _("State"), _("Product collections"), _("SKUs"), _("Lowest price (yuan)"),
        _("Highest price (yuan)"), _("Address"), _("Created"),
    ]  # fmt: skip
    return [Sheet(title=_("Products"), header=header, rows=rows())]


def _skus(asked: Asked) -> QuerySet[Sku]:
    from shop.inventory.admin.forms import SkuFilterForm
    from shop.inventory.admin.grid import find_skus, grid_skus

    form = SkuFilterForm(asked.query)
    if not form.is_valid():
        raise _invalid()
    return find_skus(grid_skus(), form.cleaned_data).order_by("-created_at", "-pk")


def _sku_sheets(asked: Asked, skus: QuerySet[Sku]) -> Sequence[Sheet]:
    """The first columns are those of the goods import: the file can be changed and imported again.

    The import knows one option and one collection. A SKU with several options leaves those cells empty, and the first
    of several collections stands for them; further columns, which the import passes over, tell all of them.
    """
    may_cost = COST in asked.sees

    def rows() -> Iterator[list[Any]]:
        values = Prefetch(
            "values",
            queryset=SkuValue.objects.select_related("option", "value").order_by("option__position", "option_id"),
        )
        shelves = Prefetch("product__collections", queryset=Collection.objects.order_by("pk"))
        for sku in skus.prefetch_related(values, shelves).iterator(chunk_size=CHUNK):
            pairs = list(sku.values.all())
            only = pairs[0] if len(pairs) == 1 else None
            stock = getattr(sku, "stock", None)
            titles = [collection.title for collection in sku.product.collections.all()]
            yield [
                sku.code,
                sku.product.title,
                as_decimal(sku.price_fen),
                stock.on_hand if stock else 0,
                sku.barcode,
                sku.product.subtitle,
                only.option.name if only else "",
                only.value.value if only else "",
                titles[0] if titles else "",
                "、".join(f"{pair.option.name}：{pair.value.value}" for pair in pairs),
                "、".join(titles),
                sku.weight_g,
                sku.is_active,
                sku.created_at,
                *([None if sku.cost_fen is None else as_decimal(sku.cost_fen)] if may_cost else []),
            ]

    header = [
        _("SKU code"), _("Product name"), _("Price (yuan)"), _("Stock on hand"), _("Barcode"), _("One line"),
        _("Option"), _("Option value"), _("Product collection"), _("All options"), _("All collections"),
        _("Weight in grams"), _("For sale"), _("Created"), *([_("Cost (yuan)")] if may_cost else []),
    ]  # fmt: skip
    return [Sheet(title=_("SKUs and prices"), header=header, rows=rows())]


def _stock_sheets(asked: Asked, skus: QuerySet[Sku]) -> Sequence[Sheet]:
    def rows() -> Iterator[list[Any]]:
        from shop.inventory.admin.grid import rows_of

        part: list[Sku] = []
        for sku in skus.iterator(chunk_size=CHUNK):
            part.append(sku)
            if len(part) == CHUNK:
                yield from map(told, rows_of(part))
                part.clear()
        yield from map(told, rows_of(part))

    def told(row: Any) -> list[Any]:
        available = row.available if row.sku.is_stocked else row.available_text
        return [
            row.sku.code, row.sku.full_title, row.on_hand, row.reserved, available, str(row.level_label),
            row.sku.is_active,
        ]  # fmt: skip

    def places() -> Iterator[list[Any]]:
        balances = (
            Balance.objects.filter(stock__in=skus.order_by().values("pk"), on_hand__gt=0)
            .select_related("stock__sku", "place", "lot")
            .order_by("stock", "place__position", "pk")
        )
        for balance in balances.iterator(chunk_size=CHUNK):
            lot = balance.lot
            yield [
                balance.stock.sku.code,
                balance.place.name,
                lot.code if lot else "",
                lot.expires_on if lot else None,
                choice_label(balance, "condition"),
                balance.on_hand,
            ]

    header = [
        _("SKU code"), _("Product"), _("On hand"), _("Reserved"), _("Available"), _("State"), _("For sale"),
    ]  # fmt: skip
    where = [_("SKU code"), _("Place"), _("Lot"), _("Expires on"), _("Condition"), _("Units")]
    return [
        Sheet(title=_("Stock"), header=header, rows=rows()),
        Sheet(title=_("By place and lot"), header=where, rows=places()),
    ]


def _movements(asked: Asked) -> QuerySet[StockMovement]:
    from shop.inventory.admin.forms import MovementFilterForm
    from shop.inventory.admin.stock import find_movements

    form = MovementFilterForm(asked.query)
    if not form.is_valid():
        raise _invalid()
    return find_movements(form.cleaned_data).order_by("-at", "-pk")


def _movement_sheets(asked: Asked, movements: QuerySet[StockMovement]) -> Sequence[Sheet]:
    def rows() -> Iterator[list[Any]]:
        some = movements.select_related("stock__sku__product", "place", "lot", "by").defer("stock__sku__product__body")
        for movement in some.iterator(chunk_size=CHUNK):
            sku = movement.stock.sku if movement.stock else None
            yield [
                movement.at,
                sku.code if sku else movement.sku_code,
                sku.full_title if sku else "",
                choice_label(movement, "reason"),
                movement.place.name,
                movement.lot.code if movement.lot else "",
                choice_label(movement, "condition"),
                movement.delta,
                movement.balance,
                str(movement.by or ""),
                movement.reference,
                movement.note,
            ]

    header = [
        _("Time"), _("SKU code"), _("Product"), _("Reason"), _("Place"), _("Lot"), _("Condition"), _("In or out"),
        _("There afterwards"), _("By"), _("Reference"), _("Note"),
    ]  # fmt: skip
    return [Sheet(title=_("Stock movements"), header=header, rows=rows())]


def _lots(asked: Asked) -> QuerySet[Lot]:
    from shop.inventory.admin.lots import LotFilterForm, find_lots

    form = LotFilterForm(asked.query)
    if not form.is_valid():
        raise _invalid()
    found = find_lots(form.cleaned_data["q"], tab=asked.query.get("tab", ""), at=asked.at)
    return found.order_by("-created_at", "-pk")


def _lot_sheets(asked: Asked, lots: QuerySet[Lot]) -> Sequence[Sheet]:
    def rows() -> Iterator[list[Any]]:
        for lot in lots.select_related("sku__product").defer("sku__product__body").iterator(chunk_size=CHUNK):
            yield [
                lot.code,
                lot.sku.code,
                lot.sku.full_title,
                lot.produced_on,
                lot.expires_on,
                lot.units,  # type: ignore[attr-defined]  # annotated
                lot.origin,
                lot.note,
            ]

    header = [
        _("Lot"), _("SKU code"), _("Product"), _("Produced on"), _("Best before"), _("Units"), _("Origin"), _("Note"),
    ]  # fmt: skip
    return [Sheet(title=_("Lots and expiry"), header=header, rows=rows())]
