"""``make test``: every check in order, one line for each at the end.

``python -m tests.harness.run [NAME]`` runs the steps whose name starts with NAME; ``lint`` names all that run no test.
The first failure ends the run. With ``CI=true`` races and journeys may not be skipped.
"""

import contextlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.harness import browser, postgres

ROOT = Path(__file__).resolve().parent.parent.parent
IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")
CORES = max(1, min(4, os.cpu_count() or 1))
WORKERS = str(CORES)
CLOSING_LINE = re.compile(r"=*\s*((?:\d+ \w+(?:, )?)+ in [\d.:]+s?.*?)\s*=*")
# Static checks load the settings but must not touch anybody's data.
NO_DATABASE = {"DATABASE_URL": "sqlite://:memory:"}
DEPLOYED = {
    "DJANGO_SETTINGS_MODULE": "microbrand.settings.production",
    "SECRET_KEY": "checked-only-never-served-" * 3,
    "ALLOWED_HOSTS": "shop.example",
    "SITE_URL": "https://shop.example",
    "DATABASE_URL": "postgresql://shop@db.example/shop",
    "CACHE_URL": "redis://cache.example/1",
    "CELERY_BROKER_URL": "redis://cache.example/0",
}


@dataclass(frozen=True)
class Step:
    """One check: a command, its environment, and why it cannot run here, if so."""

    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=lambda: NO_DATABASE)
    is_lint: bool = True
    needs: Callable[[], str | None] = lambda: None
    # In CI neither the whole step nor a test in it may be skipped.
    is_required: bool = False


@dataclass
class Result:
    """How a step ended: ``ok``, ``FAILED`` or ``skipped``."""

    step: Step
    state: str
    seconds: float
    note: str = ""


def module(name: str, *arguments: str) -> list[str]:
    """Return the command that runs an installed module."""
    return [sys.executable, "-m", name, *arguments]


def manage(*arguments: str) -> list[str]:
    """Return a management command."""
    return [sys.executable, "manage.py", *arguments]


def pytest_command(*arguments: str) -> list[str]:
    """Return a pytest run; colours survive the pipe when a person is watching."""
    colour = "yes" if sys.stdout.isatty() else "no"
    return module("pytest", f"--color={colour}", "-rs", *arguments)


def steps() -> list[Step]:
    """Return all steps in order: the quick and the likely to fail first."""
    core = ["tests", "--ignore=tests/races", "--ignore=tests/journeys", "--ignore=tests/bench", "-n", WORKERS]
    return [
        Step("ruff check", module("ruff", "check", ".")),
        Step("ruff format", module("ruff", "format", "--check", "--quiet", ".")),
        Step("import contracts", [str(Path(sys.executable).with_name("lint-imports"))]),
        Step("templates", module("djlint", "templates", "shop", "content", "--lint", "--quiet", "--allow-empty-input")),
        Step("translations compile", manage("compile_translations")),
        Step("migrations", manage("makemigrations", "--check", "--dry-run")),
        Step("deployment check", manage("check", "--deploy", "--fail-level", "WARNING"), env=DEPLOYED),
        Step("mypy", module("mypy")),
        Step("unit tests on PostgreSQL", pytest_command(*core, "-m", "not embedded"), env={}, is_lint=False),
        Step(
            "races on PostgreSQL",
            # They wait for each other, for locks and for fresh databases more than they work.
            pytest_command("tests/races", "-n", str(2 * CORES)),
            env={},
            is_lint=False,
            needs=missing_postgres,
            is_required=True,
        ),
        Step(
            "journeys in Chromium",
            # They wait for the browser most of the time, and some are far longer than others.
            pytest_command("tests/journeys", "-n", WORKERS, "--dist", "worksteal"),
            env={},
            is_lint=False,
            needs=missing_browser,
            is_required=True,
        ),
        Step(
            # Lists and forms are drawn from the same queries on both; test_nasty_input opens every address here, too.
            "core on SQLite",
            pytest_command(*core, "-m", "not once", "--ignore=tests/shop/storefront", "--ignore-glob=*/test_admin*.py"),
            env={"TEST_DATABASE_URL": "sqlite://"},
            is_lint=False,
        ),
    ]


def missing_postgres() -> str | None:
    """Say why there is no PostgreSQL, if so."""
    if os.environ.get("TEST_DATABASE_URL", "").startswith("sqlite"):
        return "TEST_DATABASE_URL names SQLite; races need PostgreSQL"
    return None


def missing_browser() -> str | None:
    """Say why there is no browser, if so; installs one where that is allowed."""
    if browser.find():
        return None
    print("No Chromium here: installing Debian's …", flush=True)
    if browser.install():
        return None
    return "no Chromium, and it cannot be installed here: install it or set CHROMIUM=/path/to/chromium"


def run_step(step: Step) -> Result:
    """Run one step, its output passing through."""
    print(f"\n── {step.name} " + "─" * max(0, 70 - len(step.name)), flush=True)
    if reason := step.needs():
        print(reason, flush=True)
        return Result(step, "FAILED" if IN_CI and step.is_required else "skipped", 0, reason)
    started = time.monotonic()
    process = subprocess.Popen(
        step.command,
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "microbrand.settings.test", **os.environ, **step.env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    note = ""
    with process:
        assert process.stdout
        for line in process.stdout:
            print(line, end="", flush=True)
            if closing := CLOSING_LINE.fullmatch(re.sub(r"\x1b\[[\d;]*m", "", line).strip()):
                note = closing[1]
    state = "FAILED" if process.returncode else "ok"
    if state == "ok" and IN_CI and step.is_required and "skipped" in note:
        state, note = "FAILED", f"{note}: in CI none may be skipped"
    return Result(step, state, time.monotonic() - started, note)


@contextlib.contextmanager
def database(wanted: list[Step]) -> Iterator[None]:
    """Keep one PostgreSQL for all test steps, so that they share the migrated template."""
    if os.environ.get("TEST_DATABASE_URL") or all(step.is_lint for step in wanted):
        yield
        return
    with postgres.running() as url:
        os.environ["TEST_DATABASE_URL"] = url
        # Migrating uses one core for a while, and so do the linters: beside each other they take half as long.
        # Who needs a template before it is ready waits for it.
        templates = subprocess.Popen(module("tests.harness.database"), cwd=ROOT, stdin=subprocess.DEVNULL)
        try:
            yield
        finally:
            templates.terminate()
            templates.wait()
            del os.environ["TEST_DATABASE_URL"]


def summarize(results: list[Result]) -> None:
    """Print one line for each step."""
    print("\n── summary " + "─" * 63)
    for result in results:
        line = f"  {result.state:<8}{result.seconds:>5.0f} s  {result.step.name:<26}{result.note}"
        print(line.rstrip())
    print(f"  {'':<8}{sum(result.seconds for result in results):>5.0f} s  in all", flush=True)


def main() -> int:
    """Run the wanted steps; the exit code."""
    prefix = sys.argv[1] if len(sys.argv) > 1 else ""
    wanted = [step for step in steps() if (step.is_lint if prefix == "lint" else step.name.startswith(prefix))]
    if not wanted:
        print(f"No step starts with {prefix!r}. There are: " + ", ".join(step.name for step in steps()))
        return 2
    results: list[Result] = []
    try:
        with database(wanted):
            for step in wanted:
                results.append(run_step(step))
                # Linters are quick: show everything they find. Tests are not: stop where it broke.
                if results[-1].state == "FAILED" and prefix != "lint":
                    break
    except postgres.PostgresMissing as missing:
        print(f"FAILED: {missing}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        summarize(results)
        return 130
    summarize(results)
    if failed := [result.step.name for result in results if result.state == "FAILED"]:
        print(f"\nFAILED: {', '.join(failed)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
