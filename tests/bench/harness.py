"""What every benchmark needs: the shape of a result, a database of its own, percentiles."""

import contextlib
import html
import importlib
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
MARK = "RESULT "


@dataclass(frozen=True, kw_only=True)
class Result:
    """One figure. ``ratio`` is value / baseline_value; ``detail`` holds what helps to read it."""

    name: str
    value: float
    unit: str
    baseline: str
    baseline_value: float
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        return round(self.value / self.baseline_value, 3) if self.baseline_value else 0.0

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": self.ratio}


class BenchFailed(Exception):
    """A benchmark did not come to its end."""


def wanted(name: str) -> bool:
    """Whether a figure was asked for (``make bench ONLY=prefix``): what nobody asked for is not measured."""
    return name.startswith(os.environ.get("BENCH_ONLY", ""))


def report(result: Result) -> None:
    """Hand a result to ``python -m tests.bench``, which runs each benchmark in a process of its own."""
    print(MARK + json.dumps(result.as_dict(), ensure_ascii=False), flush=True)


def run_module(module: str, **environment: str) -> list[dict[str, Any]]:
    """Run ``python -m tests.bench.<module>``; its results. What else it prints is passed through."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"tests.bench.{module}"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.bench.settings", "LOG_LEVEL": "ERROR", **environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    results = []
    assert process.stdout
    for line in process.stdout:
        if line.startswith(MARK):
            results.append(json.loads(line.removeprefix(MARK)))
        else:
            print(line, end="")
    if process.wait():
        raise BenchFailed(f"bench {module} failed with exit code {process.returncode}")
    return results


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """Yield the URL of an empty database on a durable throw-away server."""
    from tests.harness import postgres as server

    with server.running(durable=True) as url:
        yield url


@contextlib.contextmanager
def sqlite() -> Iterator[str]:
    """Yield the URL of an SQLite file on disk, as the demo has it."""
    with tempfile.TemporaryDirectory(prefix="microbrand-bench-") as folder:
        yield f"sqlite:///{folder}/bench.sqlite3"


@contextlib.contextmanager
def valkey() -> Iterator[str]:
    """Yield the URL of a cache on a throw-away Valkey server, the one of the demo."""
    with tempfile.TemporaryDirectory(prefix="mb-bench-") as folder:
        path = Path(folder) / "valkey.sock"
        process = subprocess.Popen([sys.executable, "-m", "microbrand.tooling.valkey", folder, str(path)], cwd=ROOT)
        try:
            from microbrand.tooling.valkey import ask

            for _ in range(100):
                if ask(path, "PING").startswith(b"+PONG"):
                    break
                time.sleep(0.1)
            yield f"unix://{path}?db=1"
        finally:
            process.terminate()
            process.wait(timeout=30)


def migrated() -> None:
    """Set Django up, migrate the database that ``DATABASE_URL`` names, and load the site as a server does."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    importlib.import_module("microbrand.wsgi")


def multiply(template: Any, numbers: str, **columns: str) -> None:
    """Insert a copy of a stored row (not of its pk) for each row of ``numbers``, by SQL on PostgreSQL.

    ``numbers`` is what follows FROM and may be named in ``columns``: column → SQL expression; all other columns are
    the template's, whatever the model has by now.
    """
    from django.db import connection

    table = template._meta.db_table
    names = [field.column for field in template._meta.concrete_fields if not field.primary_key]
    assert columns.keys() <= set(names), columns.keys() - set(names)
    values = ", ".join(columns.get(name, f't."{name}"') for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({quoted}) SELECT {values} FROM {numbers}"
            f" CROSS JOIN {table} t WHERE t.id = {template.pk}"
        )


@contextlib.contextmanager
def without_indexes(*models: Any) -> Iterator[None]:
    """Fill tables without looking up keys or running triggers, and without their indexes, which are built afterwards.

    For rows that are known to be right; on PostgreSQL. What a constraint stands on stays.
    """
    from django.db import connection

    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid::regclass::text = ANY(%s) AND NOT indisunique",
            [tables],
        )
        indexes = cursor.fetchall()
        # In a transaction: indexes of a table cannot change while checks of its rows are due.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        cursor.execute("SET maintenance_work_mem = '256MB'")
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute("SET session_replication_role = origin")


def settle() -> None:
    """Tell PostgreSQL what was filled, and have it written, so that nothing is asked beside the rest of the filling."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def next_page(client: Any, address: str) -> str:
    """Where a list goes on, by its link: ``response.context`` needs Django's test environment, and in that every
    template is slower.
    """
    [query] = re.findall(r'rel="next" href="([^"]+)"', client.get(address).content.decode())
    return address + html.unescape(query)


def milliseconds(work: Callable[[], Any], times: int) -> list[float]:
    """Run ``work`` and return how long each run took."""
    taken = []
    for _ in range(times):
        start = perf_counter()
        work()
        taken.append((perf_counter() - start) * 1000)
    return taken


def p95(values: list[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(values, n=20)[18]
