"""The goods lists of the admin at 100,000 SKUs and 5,000,000 movements, beside the same lists at 1,000 SKUs.

On PostgreSQL. Products, SKUs, stock and movements are copies of rows that the shop's own operations made.
"""

from itertools import cycle, islice
from typing import Any

from tests.bench.harness import Result, migrated, milliseconds, multiply, p95, report

FEW, MANY = 1_000, 100_000
SKUS_OF_A_PRODUCT = 2
MOVEMENTS_OF_A_SKU = 50
REQUESTS = 60
LISTS = ("admin.products_100k", "admin.stock_100k", "admin.movements_5m")


def main() -> None:
    """Ask for each list, its filters and searches as an owner; the slower one of 20 is what staff feel."""
    migrated()
    from django.contrib.auth.models import Group
    from django.db import connection
    from django.test import Client
    from django.test.utils import setup_test_environment

    from shop.staff.models import User

    setup_test_environment()
    owner = User.objects.create_user("bench", password="bench-only-password")
    owner.groups.add(Group.objects.get(name="Owner"))
    client = Client(headers={"Accept-Language": "zh-CN"})
    client.force_login(owner)
    prepare()
    measured = {}
    for total in (FEW, MANY):
        goods_up_to(total)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        for name, paths in _paths(client, total).items():
            measured[name, total] = _measure(client, paths)
    for name in LISTS:
        value, queries, slowest = measured[name, MANY]
        few, few_queries, few_slowest = measured[name, FEW]
        report(
            Result(
                name=name,
                value=round(value, 1),
                unit="ms p95",
                baseline=f"the same list at {FEW:,} SKUs, ms p95",
                baseline_value=round(few, 1),
                detail={
                    "queries": queries,
                    "queries_few": few_queries,
                    "slowest_ms": slowest,
                    "slowest_few_ms": few_slowest,
                },
            )
        )


def _measure(client: Any, paths: list[str]) -> tuple[float, int, dict[str, float]]:
    """p95 over all paths in turn, the most queries of one, and the slowest answer of each."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    queries = 0
    for path in paths:
        with CaptureQueriesContext(connection) as captured:
            response = client.get(path)
        assert response.status_code == 200, (path, response.status_code)
        queries = max(queries, len(captured))
    turn = cycle(paths)
    times = milliseconds(lambda: client.get(next(turn)), REQUESTS)
    slowest = {path: round(max(islice(times, i, None, len(paths))), 1) for i, path in enumerate(paths)}
    return p95(times), queries, slowest


def prepare() -> None:
    """One product with a revision, one SKU with stock in a lot, the movement that brought it: the others are copies."""
    from datetime import timedelta

    from django.utils import timezone

    from shop.catalog.models import Product
    from shop.catalog.operations import create_sku
    from shop.inventory.operations import move_stock

    at = timezone.now() - timedelta(days=400)
    product = Product(title="栖霞红富士 0", slug="p-0", live=True, created_at=at)
    product.save()
    sku = create_sku(by=None, product=product, code="SKU-000000", barcode="6900000000000", price_fen=6800, at=at)
    move_stock(by=None, sku=sku, delta=50, reason="receive", reference="PO-0", at=at)


def goods_up_to(total: int) -> None:
    """Fill up to so many SKUs: one in 200 low, one in 500 sold out, one product in 50 a draft, a year of movements."""
    from django.db import connection

    from shop.catalog.models import Sku
    from shop.inventory.models import Balance, StockItem, StockMovement

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
        created_at=ago,
        edited_at=ago,
    )
    multiply(
        first,
        f"generate_series({have}, {total - 1}) AS i JOIN catalog_product p ON p.slug = 'p-' || (i / {each})",
        product_id="p.id",
        code="'SKU-' || lpad(i::text, 6, '0')",
        barcode="'69' || lpad(i::text, 11, '0')",
        combination="i::text",
        option_text=f"i % {each} + 1 || ' 号箱'",
        created_at="now() - interval '399 days' + (i || ' minutes')::interval",
    )
    # What is left of each SKU after its last movement.
    left = "CASE WHEN s.id % 500 = 0 THEN 0 WHEN s.id % 200 = 0 THEN 3 ELSE 49 END"
    fresh = (
        f"(SELECT id FROM catalog_sku WHERE id > {first.pk} AND id NOT IN (SELECT sku_id FROM inventory_stockitem)) s"
    )
    with connection.cursor() as cursor:
        # Neither triggers nor checks of foreign keys for rows that are known to be right.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"CREATE TEMPORARY TABLE fresh AS SELECT * FROM {fresh}")
        multiply(
            StockMovement.objects.earliest("pk"),
            f"fresh s CROSS JOIN generate_series(1, {MOVEMENTS_OF_A_SKU}) AS n",
            stock_id="s.id",
            delta=f"CASE WHEN n = {MOVEMENTS_OF_A_SKU} THEN {left} - 50 WHEN n = 1 THEN 50 ELSE (n % 2) * 2 - 1 END",
            balance=f"CASE WHEN n = {MOVEMENTS_OF_A_SKU} THEN {left} ELSE 49 + n % 2 END",
            reason="CASE WHEN n = 1 THEN 'receive' WHEN n = 7 AND s.id % 1000 = 0 THEN 'lost' ELSE 'correct' END",
            reference="'D' || s.id || '-' || n",
            at="now() - interval '400 days' + (n * 8) * interval '1 day' + (s.id % 86400) * interval '1 second'",
        )
        multiply(Balance.objects.get(stock=first.pk), "fresh s", stock_id="s.id", on_hand=left)
        columns = [field.column for field in StockItem._meta.concrete_fields if not field.generated]
        values = {"sku_id": "s.id", "on_hand": left}
        cursor.execute(
            f"INSERT INTO inventory_stockitem ({', '.join(columns)}) SELECT "
            f"{', '.join(values.get(name, f't.{name}') for name in columns)} FROM fresh s "
            f"CROSS JOIN inventory_stockitem t WHERE t.sku_id = {first.pk}"
        )
        cursor.execute("DROP TABLE fresh")
        cursor.execute("SET session_replication_role = origin")


def _paths(client: Any, total: int) -> dict[str, list[str]]:
    """Each list as it opens, its next page, its filters, and searches that find one, some and most of it."""
    from django.urls import reverse

    from shop.catalog.models import Sku

    middle = Sku.objects.order_by("pk").select_related("product")[total // 2]
    products, stock = reverse("wagtailsnippets_catalog_product:list"), reverse("goods_desk:stock")
    grid, movements = reverse("goods_desk:grid"), reverse("goods_desk:movements")

    def after(address: str) -> str:
        return f"{address}?after={client.get(address).context['page'].next_cursor}"

    texts = (middle.code, middle.product.title, "苹果", "没有的东西")
    return {
        "admin.products_100k": [
            products,
            f"{products}?p=5",
            f"{products}?state=draft",
            f"{products}?stock=low",
            f"{products}?kind=physical",
            *(f"{products}?q={text}" for text in texts),
        ],
        "admin.stock_100k": [
            stock,
            after(stock),
            f"{stock}?level=low",
            f"{stock}?level=out",
            grid,
            f"{grid}?q={middle.barcode}",
            *(f"{stock}?q={text}" for text in texts),
        ],
        "admin.movements_5m": [
            movements,
            after(movements),
            f"{movements}?reason=correct",
            f"{movements}?reason=lost",
            f"{movements}?reason=stocktake",
            f"{movements}?q=D{middle.pk}-7",
            *(f"{movements}?q={text}" for text in texts),
            reverse("goods_desk:ledger", args=[middle.pk]),
        ],
    }


if __name__ == "__main__":
    main()
