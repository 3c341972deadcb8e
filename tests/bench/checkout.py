"""Orders a second through ``place_order`` with 1, 4 and 16 processes, beside the ``OrderCreator`` of django-oscar
on the same PostgreSQL server in the same run, with as many processes; and who sells more than there is.

Oscar lives in an environment of its own under ``build/``. Its baskets are filled beforehand and it stores no address.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import monotonic_ns
from urllib.parse import parse_qs, urlsplit

from tests.bench.harness import ROOT, Result, migrated, report, wanted

CLIENTS = (1, 4, 16)
OURS, OSCARS = 960, 192
# The last units, and how often they are asked for by 16 at once.
LAST, ASKED = 30, 96
OSCAR = Path(__file__).resolve().parent / "oscar"
ENVIRONMENT = ROOT / "build" / "bench-oscar"


@dataclass(frozen=True)
class Run:
    """What all processes together did."""

    placed: int
    per_second: float
    statements: int


def main() -> None:
    """Measure each number of processes that is wanted."""
    migrated()
    _goods()
    oscar = _oscar()
    taken = 0
    for clients in CLIENTS:
        name = f"checkout.c{clients}"
        if not wanted(name):
            continue
        share = OURS // clients
        ours = _together(
            [
                [sys.executable, "-m", "tests.bench.checkout_worker", "HOT", str(taken + i * (share + 2)), str(share)]
                for i in range(clients)
            ]
        )
        taken += clients * (share + 2)
        theirs = _together([[*oscar, "place", "HOT", str(OSCARS // clients)]] * clients)
        detail = {"statements": ours.statements, "statements_oscar": theirs.statements, "placed": ours.placed}
        if clients == CLIENTS[-1]:
            detail |= _last_units(oscar, clients, taken)
        report(
            Result(
                name=name,
                value=round(ours.per_second, 1),
                unit="orders/s",
                baseline=f"django-oscar's place_order with {clients} processes, orders/s",
                baseline_value=round(theirs.per_second, 1),
                detail=detail,
            )
        )


def _goods() -> None:
    from shop.catalog.models import Product
    from shop.catalog.operations import create_sku
    from shop.customers.models import Customer
    from shop.inventory.operations import move_stock

    for code, units in (("WARM", 10_000), ("HOT", 10_000), ("LAST", LAST)):
        product = Product(title=f"栖霞苹果 {code}", slug=code.lower(), live=True)
        product.save()
        sku = create_sku(by=None, product=product, code=code, price_fen=6800)
        move_stock(by=None, sku=sku, delta=units, reason="receive")
    Customer.objects.bulk_create(Customer() for _ in range(3 * (OURS + 40) + ASKED + 40))


def _oscar() -> list[str]:
    """Install it once, make its database on our server; the command that runs it."""
    from django.db import connection

    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        print("… installing django-oscar into build/bench-oscar", flush=True)
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "-r", OSCAR / "requirements.txt"], check=True)
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE oscar")
    address = urlsplit(os.environ["DATABASE_URL"])
    os.environ |= {
        "OSCAR_DATABASE": "oscar",
        "OSCAR_USER": address.username or "",
        "OSCAR_SOCKET": parse_qs(address.query).get("host", [address.hostname or ""])[0],
    }
    command = [str(python), "-W", "ignore", str(OSCAR / "worker.py")]
    goods = ("WARM", "100000", "HOT", "100000", "LAST", str(LAST))
    subprocess.run([*command, "prepare", *goods], check=True)
    return command


def _together(commands: list[list[str]]) -> Run:
    """Start all, wait until each is ready, let them go at the same moment."""
    processes = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for command in commands
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "READY\n", process.args
    start = monotonic_ns()
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [[int(word) for word in process.communicate()[0].split()] for process in processes]
    # Until the last has placed its last; that Python takes long to leave is not the shop's.
    seconds = (max(answer[2] for answer in answers) - start) / 1e9
    placed = sum(answer[0] for answer in answers)
    return Run(placed, placed / seconds, answers[0][1])


def _last_units(oscar: list[str], clients: int, taken: int) -> dict[str, int]:
    """Everybody wants what is left."""
    share = ASKED // clients
    ours = _together(
        [
            [sys.executable, "-m", "tests.bench.checkout_worker", "LAST", str(taken + i * (share + 2)), str(share)]
            for i in range(clients)
        ]
    )
    theirs = _together([[*oscar, "place", "LAST", str(share)]] * clients)
    assert ours.placed == LAST, ours
    return {"last_units": LAST, "sold_of_them": ours.placed, "sold_of_them_oscar": theirs.placed}


if __name__ == "__main__":
    main()
