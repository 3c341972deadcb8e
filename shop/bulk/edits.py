"""Bulk edits: what one does to each of the chosen SKUs or products, decided before anything is written.

An edit is stored with its run as ``options["edit"]``: ``what`` and its parameters, amounts in fen.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from shop.bulk.enums import PriceMode, Rounding, ShelfMode, StockMode, TagMode, Verdict, What
from shop.bulk.models import Row
from shop.bulk.rules import new_price
from shop.catalog.models import Collection, CollectionItem, Product, Sku, SkuComponent, TaggedProduct
from shop.catalog.models.collection import MAX_ITEMS
from shop.catalog.operations.categories import MAX_TAGS
from shop.core.money import MAX_FEN, yuan
from shop.inventory.models import StockItem
from shop.inventory.operations.ledger import MAX_UNITS
from shop.inventory.rules import reason_fits

Edit = dict[str, Any]
Reason = dict[str, Any]

# What is decided for products; the rest is for SKUs.
OF_PRODUCTS = {What.STATE, What.COLLECTION, What.TAG}
# Who may change what.
PERMISSIONS = {
    What.PRICE: "catalog.change_sku",
    What.STOCK: "inventory.change_stockitem",
    What.SALE: "catalog.change_sku",
    What.STATE: "catalog.publish_product",
    What.COLLECTION: "catalog.change_collection",
    What.TAG: "catalog.change_category",
}


def describe(edit: Edit) -> str:
    """An edit in one line: “Prices +10 %, rounded to .90”."""
    what, value = edit["what"], edit.get("value", 0)
    if what == What.PRICE:
        if edit["mode"] == PriceMode.SET:
            return str(_("Prices: all to ¥%(price)s") % {"price": yuan(value)})
        step = (
            f"{value / 100:+g} %"
            if edit["mode"] == PriceMode.PERCENT
            else f"{'-' if value < 0 else '+'}¥{yuan(abs(value))}"
        )
        rounding = Rounding(edit["rounding"])
        return str(_("Prices %(step)s, rounded %(rounding)s") % {"step": step, "rounding": rounding.label})
    if what == What.STOCK:
        if edit["mode"] == StockMode.SET:
            return str(_("Stock: all to %(units)s") % {"units": value})
        return str(_("Stock %(step)s each") % {"step": f"{value:+d}"})
    if what == What.SALE:
        return str(_("Put on sale") if edit["is_active"] else _("Take off sale"))
    if what == What.STATE:
        return str(_("Publish") if edit["live"] else _("Take off the shop"))
    adds = edit["mode"] == ShelfMode.ADD
    if what == What.TAG:
        words = _("Give the tag “%(title)s”") if adds else _("Take the tag “%(title)s” away")
        return str(words % {"title": edit["name"]})
    words = _("Into the collection “%(title)s”") if adds else _("Out of the collection “%(title)s”")
    return str(words % {"title": edit["title"]})


def judge_skus(edit: Edit, skus: Sequence[Sku]) -> list[Row]:
    """A row for each SKU (with its product): what changes, or why it cannot."""
    stocks: dict[int, StockItem] = {}
    bundles: set[int] = set()
    if edit["what"] == What.STOCK:
        stocks = StockItem.objects.in_bulk([sku.pk for sku in skus])
        bundles = set(SkuComponent.objects.filter(sku__in=skus).values_list("sku", flat=True))
    rows = []
    for sku in skus:
        if edit["what"] == What.PRICE:
            price = new_price(sku.price_fen, mode=edit["mode"], value=edit["value"], rounding=edit["rounding"])
            bad = {} if 1 <= price <= MAX_FEN else {"code": "edit_price_range", "value": yuan(price)}
            change = ["price", sku.price_fen, price]
        elif edit["what"] == What.STOCK:
            bad, change = _judge_stock(edit, stocks.get(sku.pk) or StockItem(sku=sku))
            if not sku.is_stocked or sku.pk in bundles:
                bad = {"code": "no_stock"}
        else:
            bad, change = {}, ["is_active", sku.is_active, edit["is_active"]]
        rows.append(_row(change, bad, code=sku.code, sku=sku, values={"title": sku.full_title}))
    return rows


def _judge_stock(edit: Edit, stock: StockItem) -> tuple[Reason, list[Any]]:
    counted = edit["value"] if edit["mode"] == StockMode.SET else stock.on_hand + edit["value"]
    bad: Reason = {}
    if counted < stock.reserved:
        bad = {"code": "below_reserved"}
    elif counted > MAX_UNITS:
        bad = {"code": "edit_too_many"}
    elif counted != stock.on_hand and not reason_fits(edit["reason"], counted - stock.on_hand):
        bad = {"code": "edit_reason"}
    return bad, ["stock", stock.on_hand, counted]


def judge_products(edit: Edit, products: Sequence[Product], *, room: int) -> list[Row]:
    """The same for products; ``room`` is how many more the collection can hold."""
    if edit["what"] == What.STATE:
        scheduled = set(
            Product._revisions.rel.model.objects.filter(  # type: ignore[attr-defined]
                base_content_type__app_label="catalog",
                base_content_type__model="product",
                object_id__in=[str(product.pk) for product in products],
                approved_go_live_at__isnull=False,
            ).values_list("object_id", flat=True)
        )
        return [
            _row(
                ["live", product.live, edit["live"]],
                {"code": "is_scheduled"} if str(product.pk) in scheduled else {},
                product=product,
                values={"title": product.title},
            )
            for product in products
        ]
    if edit["what"] == What.TAG:
        return _judge_tags(edit, products)
    inside = set(
        CollectionItem.objects.filter(collection=edit["collection"], product__in=products).values_list(
            "product", flat=True
        )
    )
    rows = []
    for product in products:
        adds = edit["mode"] == ShelfMode.ADD
        old, new = (edit["title"] if product.pk in inside else "", edit["title"] if adds else "")
        bad = {}
        if adds and not old:
            room -= 1
            bad = {} if room >= 0 else {"code": "collection_full", "value": edit["title"], "limit": MAX_ITEMS}
        rows.append(_row(["collection", old, new], bad, product=product, values={"title": product.title}))
    return rows


def _judge_tags(edit: Edit, products: Sequence[Product]) -> list[Row]:
    name, adds = edit["name"], edit["mode"] == TagMode.ADD
    tagged = TaggedProduct.objects.filter(content_object__in=products)
    having = set(tagged.filter(tag__name=name).values_list("content_object", flat=True))
    full = set(
        tagged.order_by()
        .values("content_object")
        .annotate(count=Count("pk"))
        .filter(count__gte=MAX_TAGS)
        .values_list("content_object", flat=True)
    )
    return [
        _row(
            ["tag", name if product.pk in having else "", name if adds else ""],
            {"code": "edit_tags_full", "limit": MAX_TAGS} if adds and product.pk in full else {},
            product=product,
            values={"title": product.title},
        )
        for product in products
    ]


def room_in(edit: Edit) -> int:
    """How many more products the collection of an edit can hold."""
    if edit["what"] != What.COLLECTION:
        return 0
    return MAX_ITEMS - CollectionItem.objects.filter(collection=edit["collection"]).count()


def _row(change: list[Any], bad: Reason, **fields: Any) -> Row:
    _field, old, new = change
    if old == new:
        return Row(verdict=Verdict.UNCHANGED, **fields)
    return Row(verdict=Verdict.REFUSED if bad else Verdict.CHANGED, changes=[change], reason=bad, **fields)


def collections() -> list[tuple[int, str]]:
    """What a person can choose from."""
    return list(Collection.objects.values_list("pk", "title"))
