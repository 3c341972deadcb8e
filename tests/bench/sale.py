"""Orders per second through ``place_order``, beside bare one-row commits on the same database in the same run."""

import os
import threading
from collections.abc import Callable
from itertools import count
from time import perf_counter

from tests.bench.harness import Result, migrated, report

CLIENTS = 4
ORDERS = 600


def main() -> None:
    """Measure with as many clients as the database gains from: four on PostgreSQL, one on SQLite."""
    migrated()
    from django.db import connection

    name = os.environ["BENCH_NAME"]
    clients = CLIENTS if connection.vendor == "postgresql" else 1
    floor = _rate(_commit_one_row(), clients)
    orders = _rate(_place_order(clients), clients)
    report(
        Result(
            name=name,
            value=round(orders, 1),
            unit="orders/s",
            baseline="durable one-row commits/s",
            baseline_value=round(floor, 1),
            detail={"clients": clients, "orders": ORDERS, "database": connection.vendor, **_oversold()},
        )
    )


def _rate(work: Callable[[int], None], clients: int) -> float:
    """Call ``work`` ORDERS times from ``clients`` threads; calls per second."""
    from django.db import connection

    numbers, lock = count(), threading.Lock()
    errors: list[Exception] = []

    def run() -> None:
        try:
            while True:
                with lock:
                    number = next(numbers)
                if number >= ORDERS:
                    return
                work(number)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    for warm_up in range(-5, 0):
        work(warm_up)
    threads = [threading.Thread(target=run) for _ in range(clients)]
    start = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return ORDERS / (perf_counter() - start)


def _commit_one_row() -> Callable[[int], None]:
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_floor (id integer PRIMARY KEY, text varchar(200))")

    def work(number: int) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_floor (id, text) VALUES (%s, %s)", [number + 1000, "x" * 100])

    return work


def _place_order(clients: int) -> Callable[[int], None]:
    from django.utils import timezone

    from shop.catalog.models import Product
    from shop.catalog.operations import create_sku
    from shop.customers.models import Customer
    from shop.customers.rules import AddressData
    from shop.inventory.operations import move_stock
    from shop.orders.lines import LineData
    from shop.orders.operations import place_order

    product = Product(title="栖霞苹果", live=True)
    product.full_clean()
    product.save()
    sku = create_sku(by=None, product=product, code="HOT", price_fen=6800)
    move_stock(by=None, sku=sku, delta=ORDERS + 100, reason="receive")
    customers = Customer.objects.bulk_create(Customer() for _ in range(ORDERS + 10))
    address = AddressData(
        recipient="林芳", phone="13800138000", province="山东省", city="烟台市", district="栖霞市", street="果园路 1 号"
    )

    def work(number: int) -> None:
        place_order(
            customer=customers[number],
            lines=[LineData(sku.pk, 1)],
            address=address,
            client_token=f"bench-{number}",
            expected_total_fen=6800,
            at=timezone.now(),
        )

    return work


def _oversold() -> dict[str, int]:
    from shop.inventory.models import StockItem
    from shop.orders.models import Order

    stock = StockItem.objects.get()
    return {"placed": Order.objects.count(), "reserved": stock.reserved}


if __name__ == "__main__":
    main()
