"""The import of 100,000 rows, from the uploaded file to the last SKU, beside a plain ``bulk_create`` of the same."""

import io
import os
import resource
import subprocess
import sys
from time import perf_counter
from typing import Any

import django

from tests.bench.harness import Result, migrated, report

ROWS = int(os.environ.get("BENCH_ROWS", "100000"))


def main() -> None:
    """Migrate, then measure in a process of its own: migrating loads what no worker ever does."""
    if "BENCH_CHILD" not in os.environ:
        migrated()
        subprocess.run([sys.executable, "-m", __spec__.name], env={**os.environ, "BENCH_CHILD": "1"}, check=True)
        return
    django.setup()
    measure()


def measure() -> None:
    """Upload, dry run, import; then the same rows again by ``bulk_create``, in the same database."""
    from shop.bulk.models import Run
    from shop.bulk.operations.apply import confirm_import
    from shop.bulk.operations.upload import start_check, upload_import
    from shop.catalog.models import Sku
    from shop.core.operations import jobs
    from shop.staff.models import User

    # What a worker has loaded before its first job does not belong to the import.
    idle = _peak_mb()
    owner = User.objects.create_superuser("bench", password="bench-only-password")
    file = _file()
    seconds: dict[str, float] = {}

    def timed(name: str, work: Any) -> Any:
        start = perf_counter()
        done = work()
        seconds[name] = round(perf_counter() - start, 1)
        return done

    run = timed("upload", lambda: upload_import(by=owner, file=file, name="goods.csv"))
    options = {name: run.options[name] for name in ("code_rule", "stock_rule", "new_products")}
    job = start_check(by=owner, run=run, mapping=run.options["mapping"], **options)
    timed("check", lambda: jobs.run(job_id=job.pk))
    job = confirm_import(by=owner, run=Run.objects.get(pk=run.pk), allowed_codes=[])
    timed("apply", lambda: jobs.run(job_id=job.pk))
    peak = _peak_mb()
    run.refresh_from_db()
    assert (run.state, run.counts["added"], Sku.objects.count()) == ("done", ROWS, ROWS), (run.state, run.counts)
    total = sum(seconds.values())
    plain = timed("plain", lambda: _plain(owner))
    report(
        Result(
            name="import.rows_100k",
            value=round(total, 1),
            unit="s",
            baseline="plain bulk_create of the same rows, s",
            baseline_value=round(plain, 1),
            detail={"rows": ROWS, "seconds": seconds},
        )
    )
    report(
        Result(
            name="import.peak_mb",
            value=round(peak, 1),
            unit="MB",
            baseline="the process before the import, MB",
            baseline_value=round(idle, 1),
            detail={"rows": ROWS},
        )
    )


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _file() -> io.BytesIO:
    file = io.BytesIO()
    file.write("货号,名称,价格,库存,条码\r\n".encode("utf-8-sig"))
    for n in range(ROWS):
        file.write(f"BENCH-{n:06d},栖霞苹果 {n} 号礼盒,{n % 900 + 9}.90,{n % 50},69{n:011d}\r\n".encode())
    file.seek(0)
    return file


def _plain(owner: Any) -> float:
    """The same rows in the same tables, a thousand at a time, without a question asked."""
    from django.db import transaction
    from django.utils import timezone

    from shop.catalog.enums import PriceKind
    from shop.catalog.models import PriceEntry, Product, Sku
    from shop.inventory.enums import MovementReason
    from shop.inventory.models import Balance, Place, StockItem, StockMovement

    at, place = timezone.now(), Place.objects.default()
    taken = 0.0
    for begin in range(0, ROWS, 1000):
        numbers = range(begin, min(begin + 1000, ROWS))
        start = perf_counter()
        with transaction.atomic():
            products = Product.objects.bulk_create(
                Product(title=f"栖霞苹果 {n} 号礼盒", slug=f"plain-{n}", live=False, created_at=at) for n in numbers
            )
            skus = Sku.objects.bulk_create(
                Sku(product=product, code=f"PLAIN-{n:06d}", barcode=f"69{n:011d}", price_fen=(n % 900 + 9) * 100 + 90)
                for n, product in zip(numbers, products, strict=True)
            )
            PriceEntry.objects.bulk_create(
                PriceEntry(sku=sku, kind=PriceKind.ASKED, price_fen=sku.price_fen, at=at, reference="PLAIN", by=owner)
                for sku in skus
            )
            units = [(sku, n % 50) for n, sku in zip(numbers, skus, strict=True)]
            StockItem.objects.bulk_create(StockItem(sku=sku, on_hand=count) for sku, count in units)
            some = [(sku, count) for sku, count in units if count]
            Balance.objects.bulk_create(Balance(stock_id=sku.pk, place=place, on_hand=count) for sku, count in some)
            StockMovement.objects.bulk_create(
                StockMovement(
                    stock_id=sku.pk,
                    place=place,
                    delta=count,
                    balance=count,
                    reason=MovementReason.IMPORT,
                    reference="PLAIN",
                    at=at,
                    by=owner,
                )
                for sku, count in some
            )
        taken += perf_counter() - start
    return taken


if __name__ == "__main__":
    main()
