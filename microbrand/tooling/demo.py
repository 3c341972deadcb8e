"""``make demo``: prepare the demo brand, then run shop, worker, beat and Valkey as one group.

Everything the demo owns lies in ``.demo/``.
"""

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from microbrand.tooling.prepare import BUILD, DEMO, LOGINS, ROOT, prepare
from microbrand.tooling.supervisor import Service, Stopped, Supervisor, end_leftovers

RECORD = DEMO / "group.json"
# A Unix socket's path has room for 107 bytes.
LONGEST_SOCKET_PATH = 100
START_SECONDS = 120
# A message taken by a worker that was killed comes back after this many seconds.
VISIBILITY_SECONDS = 60


def main() -> int:
    """Run the demo until it is told to stop; the exit code."""
    parser = argparse.ArgumentParser(prog="make demo")
    parser.add_argument("--port", default=os.environ.get("PORT") or "8000")
    parser.add_argument("--host", default=os.environ.get("BIND") or "127.0.0.1")
    parser.add_argument("--reset", action="store_true", help="throw the demo's data away first")
    options = parser.parse_args()
    os.chdir(ROOT)
    DEMO.mkdir(mode=0o700, exist_ok=True)
    BUILD.mkdir(exist_ok=True)
    try:
        with lock_checkout() as lock:
            end_leftovers(RECORD)
            listeners = open_listeners(options.host, options.port)
            if options.reset:
                empty_demo()
            lock.write_text(json.dumps({"pid": os.getpid(), "url": f"http://localhost:{options.port}/"}))
            return run(options.host, int(options.port), listeners)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1


class Refused(Exception):
    """The demo cannot start; the text says why and what to do."""


# --- One demo per checkout ------------------------------------------------------------------------------
@contextlib.contextmanager
def lock_checkout() -> Iterator[Path]:
    """Hold this checkout's lock; yields the file that tells others where the running demo is."""
    info = DEMO / "running.json"
    with (BUILD / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refused(f"The demo of this checkout is already running{_where(info)}. Stop it with Ctrl-C.") from None
        try:
            yield info
        finally:
            info.unlink(missing_ok=True)


def _where(info: Path) -> str:
    try:
        running = json.loads(info.read_text())
    except (OSError, ValueError):
        return ""
    return f" at {running['url']} (process {running['pid']})"


def open_listeners(host: str, port: str) -> list[socket.socket]:
    """Open the web server's sockets here: a taken port is noticed first, and a restart loses no connection."""
    if not (port.isdecimal() and 0 < int(port) < 65536):
        raise Refused(
            f"PORT={port} is not a port number; choose one from 1024 to 65535, for example: make demo PORT=8080"
        )
    addresses = [(socket.AF_INET, host)]
    if host == "127.0.0.1":
        # Some clients try ::1 first for "localhost".
        addresses.append((socket.AF_INET6, "::1"))
    listeners = []
    for family, address in addresses:
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, int(port)))
            listener.listen(1024)
        except OSError as error:
            listener.close()
            if family == socket.AF_INET6 and error.errno not in (98, 48):
                continue  # A machine without IPv6.
            raise Refused(
                f"Port {port} cannot be used ({os.strerror(error.errno or 0)}). "
                f"Choose another one: make demo PORT={int(port) + 1}"
            ) from None
        listener.set_inheritable(True)
        listeners.append(listener)
    return listeners


def empty_demo() -> None:
    """Delete everything the demo holds, files of the running lock aside."""
    for path in DEMO.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


# --- Running ----------------------------------------------------------------------------------------------
def socket_path() -> Path:
    """Return where Valkey listens: in ``.demo/``, or in a private short folder when that path is too long."""
    path = DEMO / "valkey.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"microbrand-{os.getuid()}-{name}" / "valkey.sock"


def environment(host: str, port: int, valkey: Path) -> dict[str, str]:
    """Return the children's environment; addresses that the caller set stay."""
    address = quote(str(valkey))
    site = f"http://{name_of(host)}:{port}"
    defaults = {
        "SITE_URL": site,
        "CACHE_URL": f"unix://{address}?db=1",
        "CELERY_BROKER_URL": f"redis+socket://{address}?virtual_host=0",
        "CELERY_VISIBILITY_TIMEOUT": str(VISIBILITY_SECONDS),
        # Mails are files there: nobody gets one from a demo, and everybody can look at it.
        "EMAIL_URL": f"filemail:///{quote(str(DEMO / 'mail'))}",
        "LOG_FORMAT": "plain",
        # One memory arena for each thread would hold on to what the threads have long given back.
        "MALLOC_ARENA_MAX": "2",
    }
    return {
        **defaults,
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "microbrand.settings.dev",
        "PYTHONUNBUFFERED": "1",
    }


def name_of(host: str) -> str:
    """Return what to write into links (and QR codes) for the address that the server listens on."""
    if host == "127.0.0.1":
        return "localhost"
    if host == "0.0.0.0":  # noqa: S104
        # The address that other machines see; connecting a datagram socket sends nothing.
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
    return host


def services(env: dict[str, str], listeners: list[socket.socket]) -> list[Service]:
    """Return the processes of the demo that need Django: one of each, sized for a laptop."""
    # Started as root (a container), Celery warns at each start; nothing here unpickles, which is what it warns of.
    as_root = ["-W", "ignore:You're running the worker with superuser privileges"]
    # Threads share one copy of the code, and a long import does not keep posters and announcements waiting.
    threads = ["--pool", "threads", "--concurrency", "3"]
    celery = [sys.executable, *as_root, "-m", "celery", "--quiet", "--app", "microbrand"]
    quiet = {**env, "LOG_LEVEL": env.get("LOG_LEVEL", "WARNING")}
    web = [sys.executable, "-m", "gunicorn", "microbrand.wsgi", "--worker-class", "gthread"]
    web += ["--workers", "1", "--threads", "8", "--no-control-socket", "--graceful-timeout", "8"]
    web += ["--log-level", "warning"]
    for listener in listeners:
        web += ["--bind", f"fd://{listener.fileno()}"]
    return [
        Service("web", web, env, pass_fds=tuple(listener.fileno() for listener in listeners)),
        Service("worker", [*celery, "worker", *threads, "--loglevel", "WARNING"], quiet),
        Service(
            "beat",
            [*celery, "beat", "--schedule", str(DEMO / "beat-schedule"), "--pidfile=", "--loglevel", "WARNING"],
            quiet,
        ),
    ]


def run(host: str, port: int, listeners: list[socket.socket]) -> int:
    """Start everything, tell where it is, keep it alive, stop it in order."""
    started = time.monotonic()
    valkey = socket_path()
    env = environment(host, port, valkey)
    group = Supervisor(RECORD)
    code = 0
    try:
        if not (os.environ.get("CACHE_URL") and os.environ.get("CELERY_BROKER_URL")):
            start_valkey(group, env, valkey)
        if os.environ.get("PAYMENT_FAKES"):
            env |= start_vendors(group, env, port + 1)
        if failed := prepare(group, env):
            raise Refused(f"The demo could not be prepared: manage.py {failed} failed, its output is above.")
        for service in services(env, listeners):
            group.start(service)
        answer = first_answer(group, port, host)
        group.say(welcome(env["SITE_URL"], time.monotonic() - started, answer))
        group.supervise()
    except Stopped:
        group.say("\nStopping …")
    except Refused as refusal:
        group.say(str(refusal))
        code = 1
    finally:
        group.stop_all()
    group.say("Everything has stopped.")
    return code


def start_valkey(group: Supervisor, env: dict[str, str], path: Path) -> None:
    """Start Valkey below everything else and wait until it answers."""
    from microbrand.tooling.valkey import ask

    command = [sys.executable, "-m", "microbrand.tooling.valkey", str(DEMO / "valkey"), str(path)]
    group.start(Service("valkey", command, env, stage=0))
    if not group.wait_until(lambda: ask(path, "PING").startswith(b"+PONG"), START_SECONDS):
        raise Refused("Valkey does not answer; .demo/valkey/valkey.log tells why.")


def start_vendors(group: Supervisor, env: dict[str, str], port: int) -> dict[str, str]:
    """Start payment services on this machine; what the shop has to be told of them."""
    file = DEMO / "vendors.json"
    file.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.fakes", str(port), str(file)]
    group.start(Service("vendors", command, env, stage=0))
    if not group.wait_until(file.exists, START_SECONDS):
        raise Refused(f"The payment services did not start on port {port}; what they say is above.")
    told = json.loads(file.read_text())
    group.say(f"Payment services of this machine: {told['url']}/")
    return {**told["environment"], "PAYMENT_GATEWAYS": env.get("PAYMENT_GATEWAYS", "wechat,alipay,sandbox")}


def first_answer(group: Supervisor, port: int, host: str) -> str:
    """Ask for the home page and return the status it answers with; the first request also warms the server."""
    target = "127.0.0.1" if host in ("0.0.0.0", "127.0.0.1") else host  # noqa: S104
    with socket.create_connection((target, port)) as client:
        client.sendall(f"GET / HTTP/1.0\r\nHost: localhost:{port}\r\n\r\n".encode())
        client.setblocking(False)
        received = bytearray()

        def answered() -> bool:
            with contextlib.suppress(BlockingIOError):
                received.extend(client.recv(4096))
            return bool(received)

        if not group.wait_until(answered, START_SECONDS):
            raise Refused(f"The web server did not answer within {START_SECONDS} s; what it says is above.")
    return received.split(b" ", 2)[1].decode(errors="replace") if received.startswith(b"HTTP/") else "?"


def welcome(site: str, seconds: float, answer: str) -> str:
    """Return the text that tells where everything is and who may log in."""
    try:
        logins = json.loads(LOGINS.read_text())
    except (OSError, ValueError):
        logins = []
    lines = ["", f"Microbrand is running (ready after {seconds:.0f} s). Ctrl-C stops it.", ""]
    for path, what in (("/", "shop"), ("/admin/", "back office"), ("/api/v1/", "API"), ("/api/docs/", "API documents")):
        lines.append(f"  {what:<14} {site}{path}")
    if logins:
        lines += ["", f"  {'role':<14} {'user name':<14} password"]
        lines += [f"  {login['role']:<14} {login['username']:<14} {login['password']}" for login in logins]
    if not answer.startswith(("2", "3")):
        lines += ["", f"  The home page answers with status {answer}: see the lines of web above."]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main())
