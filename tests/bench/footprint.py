"""Memory of the whole demo at rest: every process of ``make demo``, added up."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil

from tests.bench.harness import ROOT, Result, report

PORT = 18765
BUDGET_MB = 700
START_SECONDS = 400


def main() -> None:
    """Start the demo in a copy of the checkout, look at some pages, let it rest, add up resident memory."""
    with tempfile.TemporaryDirectory(prefix="microbrand-bench-") as folder:
        copy = Path(folder) / "checkout"
        files = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        ).stdout.decode()
        for name in filter(None, files.split("\0")):
            if (ROOT / name).is_file():
                target = copy / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, target)
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO_", "LOG_"))}
        process = subprocess.Popen(
            [sys.executable, "-m", "microbrand.tooling.demo", "--port", str(PORT)],
            cwd=copy,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            started = time.monotonic()
            _wait(process)
            seconds = time.monotonic() - started
            for path in ("/", "/c/", "/cart/", "/api/v1/products/", "/admin/login/"):
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=60).read()
            time.sleep(30)
            group = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
            resident = {f"{one.pid} {' '.join(one.cmdline()[:6])[-60:]}": one.memory_full_info() for one in group}
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)
    report(
        Result(
            name="footprint.idle_mb",
            value=round(sum(info.rss for info in resident.values()) / 2**20),
            unit="MB resident",
            baseline="budget, MB",
            baseline_value=BUDGET_MB,
            detail={
                "processes": {name: round(info.rss / 2**20) for name, info in resident.items()},
                "proportional_mb": round(sum(info.pss for info in resident.values()) / 2**20),
                "first_start_seconds": round(seconds),
            },
        )
    )


def _wait(process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"the demo ended with exit code {process.returncode}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=5).read()
        except OSError:
            time.sleep(1)
        else:
            return
    raise SystemExit("the demo did not start")


if __name__ == "__main__":
    main()
