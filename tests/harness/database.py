"""The pytest plugin that chooses the database and gives every worker its own clone of a migrated template.

``TEST_DATABASE_URL`` names the server: any PostgreSQL whose user may create databases, or ``sqlite://``. Without it
the tests start their own PostgreSQL. Migrating takes long, so it is done once for each set of migrations, from the last
set on where it only grew; clones, and the clean state after a test that commits, are copies of the result.

``python -m tests.harness.database`` makes the templates of both databases: ``make test`` does so beside its linters.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
# What decides the content of a freshly migrated database.
SOURCES = ("*/*/migrations/*.py", "*/*/*/*/migrations/*.py", "microbrand/roles.py", "microbrand/settings/*.py")
TEMPLATES = ROOT / "build" / "test"
TEMPLATE_PREFIX = "microbrand_template_"

_server = contextlib.ExitStack()


# --- Before Django reads its settings -------------------------------------------------------------------
@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Name the database in the environment; a wrapper, so that this comes before pytest-django loads the settings."""
    if "PYTEST_XDIST_WORKER" not in os.environ and not early_config.known_args_namespace.help:
        if not (url := os.environ.get("TEST_DATABASE_URL")):
            from tests.harness import postgres

            try:
                url = _server.enter_context(postgres.running())
            except postgres.PostgresMissing as missing:
                pytest.exit(
                    f"The tests need PostgreSQL: {missing}. TEST_DATABASE_URL=sqlite:// runs the core on SQLite."
                )
        os.environ["DATABASE_URL"] = "sqlite://:memory:" if url.startswith("sqlite") else url
        os.environ["CONN_MAX_AGE"] = "0"
    try:
        return (yield)
    except BaseException:
        _server.close()
        raise


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server when it is ours."""
    _server.close()


# --- Clones -----------------------------------------------------------------------------------------------
class Clone(Protocol):
    """A database of one worker, copied from the migrated template."""

    def reset(self) -> None:
        """Make it equal to the template again; every connection must be closed or expendable."""

    def drop(self) -> None:
        """Remove it."""


def clone_for(settings: dict[str, Any], worker: str) -> Clone:
    """Create the worker's database and point Django's connection settings to it."""
    name = f"microbrand_test_{os.getpid()}_{worker}"
    if settings["ENGINE"].endswith("sqlite3"):
        return SqliteClone(settings, name)
    return PostgresClone(settings, name)


def sources() -> dict[str, str]:
    """Return every file that decides the content, with its digest."""
    paths = (path for pattern in (*SOURCES, "constraints.txt") for path in sorted(ROOT.glob(pattern)))
    return {str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def fingerprint() -> str:
    """Return what tells one migrated database from another."""
    return hashlib.sha256(json.dumps([sys.version, sources()]).encode()).hexdigest()[:16]


def remember_sources() -> None:
    """Write down what the template was made of."""
    (TEMPLATES / f"{fingerprint()}.json").write_text(json.dumps(sources()))


def ancestor(templates: Iterable[str]) -> str | None:
    """Return the newest of these templates (fingerprints) to which only migrations were added since: the rest of the
    way is short. Roles are set by every ``migrate``.
    """
    now = sources()
    for path in sorted(TEMPLATES.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True):
        then = json.loads(path.read_text())
        added = now.keys() - then.keys()
        if (
            path.stem in templates
            and all(now.get(name) == digest for name, digest in then.items() if name != "microbrand/roles.py")
            and all("/migrations/" in name for name in added)
        ):
            return path.stem
    return None


@contextlib.contextmanager
def one_at_a_time(vendor: str) -> Iterator[None]:
    """Let one worker build the template of that database while the others wait."""
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    with (TEMPLATES / f"{vendor}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrate(url: str) -> None:
    """Migrate an empty database."""
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--noinput", "--verbosity=0"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "microbrand.settings.test"},
        check=True,
    )


class PostgresClone:
    """Copies with CREATE DATABASE … TEMPLATE, which is a copy of files inside the server."""

    def __init__(self, settings: dict[str, Any], name: str) -> None:
        self.url = os.environ["DATABASE_URL"]
        self.name = name
        self.template = TEMPLATE_PREFIX + fingerprint()
        with one_at_a_time("postgresql"):
            self._build_template()
        self.reset()
        settings["NAME"] = name

    def _build_template(self) -> None:
        names = [row[0] for row in self._run("SELECT datname FROM pg_database")]
        if self.template in names:
            return
        made = {name.removeprefix(TEMPLATE_PREFIX) for name in names if name.startswith(TEMPLATE_PREFIX)}
        base = ancestor(made)
        for old in made - {base}:
            self._run(f'DROP DATABASE "{TEMPLATE_PREFIX}{old}" WITH (FORCE)')
        building = f"{self.template}_building"
        self._run(f'CREATE DATABASE "{building}"' + (f' TEMPLATE "{TEMPLATE_PREFIX}{base}"' if base else ""))
        path, _, query = self.url.partition("?")
        migrate(f"{path.rpartition('/')[0]}/{building}{'?' + query if query else ''}")
        self._run(f'ALTER DATABASE "{building}" RENAME TO "{self.template}"')
        remember_sources()

    def _run(self, statement: str) -> list[tuple[Any, ...]]:
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def reset(self) -> None:
        """Copy the template again."""
        self.drop()
        self._run(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"')

    def drop(self) -> None:
        """Remove the copy, whoever is still connected to it."""
        self._run(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


class SqliteClone:
    """Copies the template's file, in memory-backed storage where there is one."""

    def __init__(self, settings: dict[str, Any], name: str) -> None:
        self.template = TEMPLATES / f"{fingerprint()}.sqlite3"
        memory = Path("/dev/shm")
        folder = memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
        self.path = folder / f"{name}.sqlite3"
        with one_at_a_time("sqlite"):
            self._build_template()
        self.reset()
        settings["NAME"] = str(self.path)

    def _build_template(self) -> None:
        if self.template.exists():
            return
        building = self.template.with_name("building")
        building.unlink(missing_ok=True)
        made = {path.stem: path for path in TEMPLATES.glob("*.sqlite3")}
        base = ancestor(made)
        if base:
            shutil.copyfile(made[base], building)
        for old in made.keys() - {base}:
            made[old].unlink()
        migrate(f"sqlite:///{building}")
        # Leave WAL mode: the copy must be complete in one file.
        import sqlite3

        with contextlib.closing(sqlite3.connect(building)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
        building.rename(self.template)
        remember_sources()

    def reset(self) -> None:
        """Copy the template again."""
        self.drop()
        shutil.copyfile(self.template, self.path)

    def drop(self) -> None:
        """Remove the copy with its journal."""
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)


if __name__ == "__main__":
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
    for clone in (PostgresClone, SqliteClone):
        clone({}, f"microbrand_test_{os.getpid()}").drop()
