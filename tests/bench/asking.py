"""A process that only answers, as a server's worker does: asks pages as the owner and measures.

What fills millions of rows keeps memory and open statements that no worker has, so the asking is done beside it.
"""

import json
import subprocess
import sys
from typing import Any, NamedTuple

from tests.bench.harness import ROOT, BenchFailed, migrated, milliseconds, p95

OWNER = "bench"

# An address, and what is sent there if anything is.
Ask = tuple[str, dict[str, Any] | None]


class Measured(NamedTuple):
    """p95 in ms over all pages in turn, the most queries of one, the slowest answer of each in ms."""

    p95: float
    queries: int
    slowest: dict[str, float]


def owner_client() -> Any:
    """A browser in which the owner is at work; made at the first call."""
    from django.contrib.auth.models import Group
    from django.test import Client

    from shop.staff.models import User

    owner = User.objects.filter(username=OWNER).first()
    if owner is None:
        owner = User.objects.create_user(OWNER, password="bench-only-password")
        owner.groups.add(Group.objects.get(name="Owner"))
    client = Client(headers={"Accept-Language": "zh-CN"})
    client.force_login(owner)
    return client


def measured(asks: list[Ask], *, rounds: int) -> Measured:
    """Ask all of it in turn, so many rounds, in a new process on the same database."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.asking"],
        cwd=ROOT,
        input=json.dumps({"asks": asks, "rounds": rounds}),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchFailed(f"asking failed with exit code {done.returncode}")
    return Measured(*json.loads(done.stdout))


def _measure(asks: list[Ask], rounds: int) -> Measured:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = owner_client()

    def ask(address: str, data: dict[str, Any] | None) -> Any:
        return client.get(address) if data is None else client.post(address, data)

    queries = 0
    for address, data in asks:
        with CaptureQueriesContext(connection) as captured:
            response = ask(address, data)
        assert response.status_code == 200, (address, response.status_code)
        queries = max(queries, len(captured))
    times: list[float] = []
    slowest: dict[str, float] = {}
    for _round in range(rounds):
        for number, (address, data) in enumerate(asks):
            [taken] = milliseconds(lambda address=address, data=data: ask(address, data), 1)  # type: ignore[misc]
            times.append(taken)
            key = address if data is None else f"{address} {number}"
            slowest[key] = max(slowest.get(key, 0.0), round(taken, 1))
    return Measured(p95(times), queries, slowest)


if __name__ == "__main__":
    migrated()
    given = json.load(sys.stdin)
    print(json.dumps(_measure(given["asks"], given["rounds"])))
