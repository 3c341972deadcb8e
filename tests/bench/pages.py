"""Requests per second of shop pages over HTTP, kept and drawn anew, beside a view that does nothing on that server."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

from tests.bench.harness import ROOT, Result, migrated, report

CLIENTS = 4
SECONDS = 6.0


def main() -> None:
    """Load the demo brand, serve it as the demo does, ask for home, a story and a product."""
    migrated()
    from django.core.management import call_command
    from django.utils import timezone

    call_command("load_demo", verbosity=0)
    from content.stories.models import StoryPage
    from shop.catalog.queries import visible_products
    from shop.promotions.queries import offers

    now = timezone.now()
    offer_of = offers(visible_products(at=now), at=now)
    product = max(offer_of.values(), key=lambda offer: len(offer.skus)).product
    story = StoryPage.objects.live().order_by("pk").first()
    assert story
    pages = {
        "page.home": "/",
        "page.story": story.url,
        "page.product": product.get_absolute_url(),
    }
    with server(BENCH_PAGE_CACHE="false") as port:
        bare = rate(port, "/bench/bare/")
        drawn = {name: rate(port, path) for name, path in pages.items()}
    with server() as port:
        floor = rate(port, "/bench/bare/")
        for name, path in pages.items():
            anew = f"{drawn[name]:.1f} requests/s, ratio {drawn[name] / bare:.3f}"
            detail = {"drawn anew": anew, "path": path, "clients": CLIENTS}
            report(
                Result(
                    name=name,
                    value=round(rate(port, path), 1),
                    unit="requests/s",
                    baseline="bare Django view, requests/s",
                    baseline_value=round(floor, 1),
                    detail=detail,
                )
            )


@contextlib.contextmanager
def server(**environment: str) -> Iterator[int]:
    """Yield the port of the site as the demo serves it: two workers of four threads."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "microbrand.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "2", "--threads", "4", "--log-level", "error"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                if _get(http.client.HTTPConnection("127.0.0.1", port, timeout=30), "/bench/bare/") == 200:
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _get(connection: http.client.HTTPConnection, path: str) -> int:
    connection.request("GET", path, headers={"Accept-Language": "zh-CN"})
    response = connection.getresponse()
    response.read()
    return response.status


def rate(port: int, path: str) -> float:
    """Requests per second of CLIENTS kept-open connections; any answer but 200 is an error."""
    done, wrong = [0] * CLIENTS, []

    def run(index: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.perf_counter() < end:
            status = _get(connection, path)
            if status != 200:
                wrong.append(status)
                return
            done[index] += 1

    end = time.perf_counter() + 1.5  # warm up
    run(0)
    start = time.perf_counter()
    end, done = start + SECONDS, [0] * CLIENTS
    threads = [threading.Thread(target=run, args=(index,)) for index in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise SystemExit(f"{path} answered {wrong[0]}")
    return sum(done) / (time.perf_counter() - start)


if __name__ == "__main__":
    main()
