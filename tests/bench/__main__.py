"""``make bench``: run benchmarks, print a table, write ``build/bench.json``."""

import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from typing import Any

from tests.bench.harness import ROOT, BenchFailed, postgres, run_module, sqlite, valkey

Runner = Callable[[], list[dict[str, Any]]]


def _with_postgres(module: str, **environment: str) -> Runner:
    def run() -> list[dict[str, Any]]:
        with postgres() as url:
            return run_module(module, DATABASE_URL=url, **environment)

    return run


def _with_postgres_and_cache(module: str) -> Runner:
    def run() -> list[dict[str, Any]]:
        with postgres() as url, valkey() as cache_url, tempfile.TemporaryDirectory(prefix="mb-bench-") as folder:
            return run_module(module, DATABASE_URL=url, CACHE_URL=cache_url, MEDIA_ROOT=folder)

    return run


def _with_sqlite(module: str, **environment: str) -> Runner:
    def run() -> list[dict[str, Any]]:
        with sqlite() as url, valkey() as cache_url:
            folder = os.path.dirname(url.removeprefix("sqlite:///"))  # noqa: PTH120
            files = {"DATABASE_URL": url, "MEDIA_ROOT": f"{folder}/media"}
            return run_module(module, CACHE_URL=cache_url, **files, **environment)

    return run


# Names that a run yields, and how it is run.
BENCHMARKS: list[tuple[tuple[str, ...], Runner]] = [
    (("place_order.postgres",), _with_postgres("sale", BENCH_NAME="place_order.postgres")),
    (("place_order.embedded",), _with_sqlite("sale", BENCH_NAME="place_order.embedded")),
    (("checkout.c1", "checkout.c4", "checkout.c16"), _with_postgres("checkout")),
    (("poster.ms",), lambda: run_module("poster")),
    (("page.home", "page.story", "page.product"), _with_sqlite("pages")),
    (("story.uncached", "story.cached"), _with_postgres_and_cache("story")),
    (("admin.orders_200k", "admin.orders_1m", "admin.orders_search_1m"), _with_postgres("orders_admin")),
    (
        (
            "admin.products_100k",
            "admin.stock_100k",
            "admin.movements_5m",
            "admin.order_search_1m",
            "admin.suggestions_100k",
            "admin.collection_rule_100k",
        ),
        _with_postgres("goods_admin"),
    ),
    (("admin.story_revenue_1m", "admin.story_panel_1m", "admin.claims_1m"), _with_postgres("revenue")),
    (("import.rows_100k", "import.peak_mb"), _with_postgres("imports")),
    (("footprint.idle_mb",), lambda: run_module("footprint")),
]


def main(prefix: str) -> int:
    """Run what begins with ``prefix``; the exit code."""
    chosen = [(names, run) for names, run in BENCHMARKS if any(name.startswith(prefix) for name in names)]
    if not chosen:
        print(f"No benchmark begins with {prefix!r}. There are: {', '.join(n for ns, _ in BENCHMARKS for n in ns)}")
        return 2
    os.environ["BENCH_ONLY"] = prefix
    results, failures = [], []
    for names, run in chosen:
        print(f"… {', '.join(names)}", flush=True)
        try:
            results += [result for result in run() if result["name"].startswith(prefix)]
        except BenchFailed as failure:
            failures.append(str(failure))
    print(f"\n{'name':24} {'value':>10} {'unit':12} {'baseline':>10} {'ratio':>8}  baseline is")
    for row in results:
        print(
            f"{row['name']:24} {row['value']:>10} {row['unit']:12} {row['baseline_value']:>10} {row['ratio']:>8}"
            f"  {row['baseline']}"
        )
        for key, value in row["detail"].items():
            print(f"{'':24} {key}: {value}")
    machine = {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}
    path = ROOT / "build" / "bench.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"machine": machine, "results": results}, ensure_ascii=False, indent=2))
    print(f"\nwritten: {path.relative_to(ROOT)}", *failures, sep="\n")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
