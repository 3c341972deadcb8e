"""The goods lists of the admin at 100,000 SKUs, 5,000,000 movements and 1,000,000 order lines, beside the same lists
at 1,000 SKUs.

On PostgreSQL. Products, SKUs, stock, movements and orders are copies of rows that the shop's own operations made.
"""

from collections.abc import Callable
from typing import Any

from tests.bench import orders_admin
from tests.bench.asking import Ask, measured, owner_client
from tests.bench.harness import (
    Result,
    migrated,
    multiply,
    next_page,
    report,
    settle,
    wanted,
    without_indexes,
)

FEW, MANY = 1_000, 100_000
SKUS_OF_A_PRODUCT = 2
MOVEMENTS_OF_A_SKU = 50
ORDERS_OF_A_SKU, LINES_OF_AN_ORDER = 5, 2
ROUNDS = 10
SUPPLIERS = 40


def main() -> None:
    """Ask for each list, its filters and searches as an owner; the slower one of 20 is what staff feel."""
    migrated()
    client = owner_client()
    prepare()
    names = [name for name in LISTS if wanted(name)]
    figures = {}
    for total in (FEW, MANY):
        goods_up_to(total)
        settle()
        for name in names:
            figures[name, total] = measured(LISTS[name](client, total), rounds=ROUNDS)
    for name in names:
        many, few = figures[name, MANY], figures[name, FEW]
        report(
            Result(
                name=name,
                value=round(many.p95, 1),
                unit="ms p95",
                baseline=f"the same list at {FEW:,} SKUs, ms p95",
                baseline_value=round(few.p95, 1),
                detail={
                    "queries": many.queries,
                    "queries_few": few.queries,
                    "slowest_ms": many.slowest,
                    "slowest_few_ms": few.slowest,
                },
            )
        )


def prepare() -> None:
    """One product, one SKU with stock, the movement that brought it, an order, suppliers, collections: the rest are
    copies.
    """
    from datetime import timedelta

    from django.utils import timezone

    from shop.catalog.models import Category, Collection, CollectionCondition, Product
    from shop.catalog.operations import create_sku
    from shop.catalog.operations.categories import save_category
    from shop.inventory.operations import move_stock
    from shop.purchasing.models import SupplierItem
    from shop.purchasing.operations import SupplierData, save_supplier

    at = timezone.now() - timedelta(days=400)
    product = Product(title="栖霞红富士 0", slug="p-0", live=True, created_at=at)
    product.save()
    sku = create_sku(by=None, product=product, code="SKU-000000", barcode="6900000000000", price_fen=6800, at=at)
    move_stock(by=None, sku=sku, delta=50, reason="receive", reference="PO-0", at=at)
    orders_admin.prepare({sku: 1})
    suppliers = [save_supplier(by=None, data=SupplierData(name=f"供应商 {i:02d}")) for i in range(SUPPLIERS)]
    SupplierItem.objects.create(supplier=suppliers[0], sku=sku, cost_fen=900, pack_size=6)
    for i in range(8):
        save_category(by=None, title=f"类目 {i}")
    category = Category.objects.order_by("pk")[3]
    for slug, order, conditions in (
        ("bench-offer", "price_up", [{"kind": "in_stock"}, {"kind": "price", "low_fen": 5000, "high_fen": 10000}]),
        ("bench-new", "newest", [{"kind": "category", "category": category}, {"kind": "new", "days": 400}]),
    ):
        collection = Collection.objects.create(title=slug, slug=slug, order=order)
        for condition in conditions:
            CollectionCondition.objects.create(collection=collection, **condition)


def goods_up_to(total: int) -> None:
    """Fill up to so many SKUs: one in 200 low, one in 500 sold out, one product in 50 a draft, a year of movements and
    orders, a supplier or two for each.
    """
    from django.db import connection

    from shop.catalog.models import Sku
    from shop.inventory.models import Balance, StockItem, StockMovement
    from shop.purchasing.models import SupplierItem

    have = Sku.objects.count()
    first = Sku.objects.order_by("pk")[0]
    each = SKUS_OF_A_PRODUCT
    ago = "now() - interval '399 days' + (i || ' minutes')::interval"
    numbers = f"generate_series({-(-have // each)}, {total // each - 1}) AS i"
    names = ("栖霞红富士", "王林青苹果", "小锅苹果酱", "整颗榨苹果汁", "苹果醋", "苹果花蜜", "炉边苹果干", "木盘")
    words = f"(ARRAY{list(names)})"
    multiply(
        first.product,
        numbers,
        title=f"{words}[i % 8 + 1] || ' ' || i",
        slug="'p-' || i",
        live="i % 50 <> 0",
        category_id="(SELECT min(id) FROM catalog_category) + i % 8",
        created_at=ago,
        edited_at=ago,
        first_published_at=f"CASE WHEN i % 50 <> 0 THEN {ago} END",
    )
    multiply(
        first,
        f"generate_series({have}, {total - 1}) AS i JOIN catalog_product p ON p.slug = 'p-' || (i / {each})",
        product_id="p.id",
        code="'SKU-' || lpad(i::text, 6, '0')",
        barcode="'69' || lpad(i::text, 11, '0')",
        combination="i::text",
        option_text=f"i % {each} + 1 || ' 号箱'",
        price_fen="(i % 300 + 9) * 100",
        created_at="now() - interval '399 days' + (i || ' minutes')::interval",
    )
    # What is left of each SKU after its last movement.
    left = "CASE WHEN s.id % 500 = 0 THEN 0 WHEN s.id % 200 = 0 THEN 3 ELSE 49 END"
    fresh = (
        f"(SELECT id FROM catalog_sku WHERE id > {first.pk} AND id NOT IN (SELECT sku_id FROM inventory_stockitem)) s"
    )
    with connection.cursor() as cursor, without_indexes(StockMovement, Balance, StockItem, SupplierItem):
        cursor.execute(f"CREATE TEMPORARY TABLE fresh AS SELECT * FROM {fresh}")
        multiply(
            StockMovement.objects.earliest("pk"),
            f"fresh s CROSS JOIN generate_series(1, {MOVEMENTS_OF_A_SKU}) AS n",
            stock_id="s.id",
            delta=f"CASE WHEN n = {MOVEMENTS_OF_A_SKU} THEN {left} - 50 WHEN n = 1 THEN 50 ELSE (n % 2) * 2 - 1 END",
            balance=f"CASE WHEN n = {MOVEMENTS_OF_A_SKU} THEN {left} ELSE 49 + n % 2 END",
            reason="""CASE WHEN n = 1 THEN 'receive' WHEN n = 7 AND s.id % 1000 = 0 THEN 'lost'
                WHEN n % 2 = 0 THEN 'ship' ELSE 'correct' END""",
            reference="'D' || s.id || '-' || n",
            at="now() - interval '400 days' + (n * 8) * interval '1 day' + (s.id % 86400) * interval '1 second'",
        )
        multiply(Balance.objects.get(stock=first.pk), "fresh s", stock_id="s.id", on_hand=left)
        columns = [field.column for field in StockItem._meta.concrete_fields if not field.generated]
        values = {"sku_id": "s.id", "on_hand": left, "reserved": "0"}
        cursor.execute(
            f"INSERT INTO inventory_stockitem ({', '.join(columns)}) SELECT "
            f"{', '.join(values.get(name, f't.{name}') for name in columns)} FROM fresh s "
            f"CROSS JOIN inventory_stockitem t WHERE t.sku_id = {first.pk}"
        )
        # Each has a supplier, one in ten a second one who is dearer.
        for which, dearer in (("TRUE", 0), ("s.id % 10 = 0", 1)):
            multiply(
                SupplierItem.objects.earliest("pk"),
                f"(SELECT id FROM fresh s WHERE {which}) s",
                sku_id="s.id",
                supplier_id=f"(SELECT min(id) FROM purchasing_supplier) + (s.id + {dearer}) % {SUPPLIERS}",
                cost_fen=f"{900 + dearer}",
            )
        cursor.execute("DROP TABLE fresh")
    # Neighbours in the list are sold together: two lines of an order are of different SKUs.
    place = f"{first.pk} + (o.id * 7919 + n * {total // 2}) % {total - 1}"
    orders_admin.orders_up_to(
        total * ORDERS_OF_A_SKU,
        lines=f"CROSS JOIN generate_series(1, {LINES_OF_AN_ORDER}) AS n JOIN catalog_sku k ON k.id = {place}"
        " JOIN catalog_product p ON p.id = k.product_id",
        columns={
            "sku_id": "k.id",
            "sku_code": "k.code",
            "option_text": "k.option_text",
            "product_title": "p.title",
        },
    )


def _middle(total: int) -> Any:
    from shop.catalog.models import Sku

    return Sku.objects.order_by("pk").select_related("product")[total // 2]


def _searches(address: str, middle: Any) -> list[str]:
    """Searches that find one, some and most of it, and nothing."""
    return [f"{address}?q={text}" for text in (middle.code, middle.product.title, "苹果", "没有的东西")]


def _asks(*addresses: str) -> list[Ask]:
    return [(address, None) for address in addresses]


def _products(client: Any, total: int) -> list[Ask]:
    from django.urls import reverse

    products = reverse("wagtailsnippets_catalog_product:list")
    filters = ("p=5", "state=draft", "stock=low", "kind=physical")
    return _asks(products, *(f"{products}?{text}" for text in filters), *_searches(products, _middle(total)))


def _stock(client: Any, total: int) -> list[Ask]:
    from django.urls import reverse

    stock, grid, middle = reverse("goods_desk:stock"), reverse("goods_desk:grid"), _middle(total)
    filters = [f"{stock}?level=low", f"{stock}?level=out", grid, f"{grid}?q={middle.barcode}"]
    return _asks(stock, next_page(client, stock), *filters, *_searches(stock, middle))


def _movements(client: Any, total: int) -> list[Ask]:
    from django.urls import reverse

    movements, middle = reverse("goods_desk:movements"), _middle(total)
    filters = [f"{movements}?reason={reason}" for reason in ("correct", "lost", "stocktake")]
    document = f"{movements}?q=D{middle.pk}-7"
    ledger = reverse("goods_desk:ledger", args=[middle.pk])
    found = _searches(movements, middle)
    return _asks(movements, next_page(client, movements), *filters, document, *found, ledger)


def _orders(client: Any, total: int) -> list[Ask]:
    """Orders by what is in them; 苹果 is also how many people's names begin."""
    from django.urls import reverse

    orders = reverse("order_desk:list")
    origins = (f"{orders}?origin={origin}" for origin in ("direct", "poster"))
    return _asks(orders, f"{orders}?q=苹果&tab=paid", *_searches(orders, _middle(total)), *origins)


def _suggestions(client: Any, total: int) -> list[Ask]:
    from django.urls import reverse

    from shop.purchasing.models import Supplier

    suggestions = reverse("purchasing_desk:suggestions")
    last = Supplier.objects.latest("pk")
    return _asks(suggestions, f"{suggestions}?days=90&cover=90", f"{suggestions}?supplier={last.pk}")


def _collections(client: Any, total: int) -> list[Ask]:
    """What a rule matches: while it is written, in the editor, in the shop, as a filter of the product list."""
    from django.urls import reverse

    from shop.catalog.models import Collection
    from tests.factories.forms import collection_form

    products = reverse("wagtailsnippets_catalog_product:list")
    asks: list[Ask] = []
    for collection in Collection.objects.filter(slug__startswith="bench-"):
        conditions = list(collection.conditions.values("kind", "category", "low_fen", "high_fen", "days"))
        for row in conditions:
            row |= {name: row[name] and row[name] / 100 for name in ("low_fen", "high_fen")}
        rows = [{name: "" if value is None else value for name, value in row.items()} for row in conditions]
        asks.append((reverse("collection_preview"), collection_form(conditions=rows)))
        asks += _asks(
            reverse("collections_of_goods:edit", args=[collection.pk]),
            reverse("storefront:collection", args=[collection.slug]),
            f"{products}?collection={collection.pk}",
        )
    return asks


LISTS: dict[str, Callable[[Any, int], list[Ask]]] = {
    "admin.products_100k": _products,
    "admin.stock_100k": _stock,
    "admin.movements_5m": _movements,
    "admin.order_search_1m": _orders,
    "admin.suggestions_100k": _suggestions,
    "admin.collection_rule_100k": _collections,
}


if __name__ == "__main__":
    main()
