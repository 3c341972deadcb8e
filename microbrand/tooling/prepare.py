"""What has to be done before the demo's first page, and whether it is already done.

Each step is remembered by a fingerprint of what it works on, so a second start only starts processes.
"""

import hashlib
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from microbrand.tooling.supervisor import Service, Supervisor

ROOT = Path(__file__).resolve().parent.parent.parent
DEMO = ROOT / ".demo"
# `load_demo` writes who may log in: [{"role", "username", "password"}].
LOGINS = DEMO / "logins.json"
BUILD = ROOT / "build"


@dataclass(frozen=True)
class Step:
    """A management command and the fingerprint of what it works on."""

    command: str
    title: str
    stamp: Path
    fingerprint: Callable[[], str]
    result_exists: Callable[[], bool]
    options: tuple[str, ...] = ()

    def is_done(self) -> bool:
        """Say whether the command would change nothing."""
        try:
            return self.result_exists() and self.stamp.read_text() == self.fingerprint()
        except OSError:
            return False


def digest_of(*patterns: str, contents: bool = True, extra: str = "") -> str:
    """Digest the files that the patterns name, by content or by size and time."""
    digest = hashlib.sha256(extra.encode())
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file():
                status = path.stat()
                told = path.read_bytes() if contents else f"{status.st_size} {status.st_mtime_ns}".encode()
                digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + told + b"\0")
    return digest.hexdigest()


def database_exists() -> bool:
    """Say whether there is a database file; another server's is trusted to be where the stamp left it."""
    return bool(os.environ.get("DATABASE_URL")) or (DEMO / "microbrand.sqlite3").exists()


def steps() -> list[list[Step]]:
    """Return what has to be done before the first page, in order; one row runs side by side."""
    database = os.environ.get("DATABASE_URL", "")
    catalogues = sorted((ROOT / "microbrand").glob("locale*/*/LC_MESSAGES/*.po"))
    return [
        [
            Step(
                "compile_translations",
                "compiling translations",
                BUILD / "translations.stamp",
                lambda: digest_of("microbrand/locale*/**/*.po"),
                lambda: all(path.with_suffix(".mo").exists() for path in catalogues),
            )
        ],
        [
            Step(
                "migrate",
                "creating the database",
                DEMO / "migrate.stamp",
                lambda: digest_of(
                    "*/*/migrations/*.py",
                    "shop/*/*/*/migrations/*.py",
                    "microbrand/roles.py",
                    "microbrand/settings/base.py",
                    "constraints.txt",
                    extra=database,
                ),
                database_exists,
                ("--noinput", "--verbosity=0"),
            ),
            Step(
                "collectstatic",
                "collecting static files",
                BUILD / "static.stamp",
                lambda: digest_of(
                    "static/**/*",
                    "shop/*/static/**/*",
                    "content/*/static/**/*",
                    contents=False,
                    extra=digest_of("constraints.txt"),
                ),
                (ROOT / "staticfiles" / "staticfiles.json").exists,
                ("--noinput", "--clear", "--verbosity=0"),
            ),
        ],
        [
            Step(
                "load_demo",
                "loading the demo brand",
                DEMO / "load.stamp",
                lambda: hashlib.sha256(database.encode()).hexdigest(),
                lambda: database_exists() and LOGINS.exists(),
            )
        ],
    ]


def prepare(group: Supervisor, env: dict[str, str]) -> str | None:
    """Run the steps that are not done yet; the management command that failed, else None."""
    for row in steps():
        open_steps = [step for step in row if not step.is_done()]
        if not open_steps:
            continue
        started = time.monotonic()
        # Each log line of a demo that is being loaded would bury what the person waits for.
        quiet = {**env, "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING")}
        group.say(" and ".join(step.title for step in open_steps) + " …", "demo")
        failed = group.run_once(
            [
                Service(
                    step.command, [sys.executable, "manage.py", step.command, *step.options], quiet, once=True, stage=2
                )
                for step in open_steps
            ]
        )
        if failed:
            return failed
        for step in open_steps:
            step.stamp.write_text(step.fingerprint())
        group.say(f"… done in {time.monotonic() - started:.0f} s", "demo")
    return None
