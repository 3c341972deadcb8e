"""Run a group of processes as one: forwarded output, restarts with backoff, an orderly stop that leaves nobody.

Every service leads its own process group, so that a signal reaches its helpers too. On Linux each also receives
SIGTERM from the kernel when the supervisor itself is killed, and helpers that lose their parent come back here to be
reaped.
"""

import contextlib
import ctypes
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
# Seconds before each restart of a service that keeps dying; the last repeats.
BACKOFF = (0.5, 1, 2, 5, 10, 30)
# A service that lived this long starts again at the first backoff.
SETTLED_SECONDS = 30
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Service:
    """One process to keep alive. Higher stages start later and stop earlier."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    stage: int = 1
    pass_fds: tuple[int, ...] = ()
    grace: float = 10
    # A job that ends by itself: its exit code is wanted, not a restart.
    once: bool = False


@dataclass
class _Running:
    service: Service
    process: subprocess.Popen[bytes]
    started: float
    buffer: bytearray = field(default_factory=bytearray)


class Stopped(Exception):
    """The user (or the machine) asked the group to end."""


class Supervisor:
    """Owns the children; single-threaded, driven by ``turn``. Notes them in ``record`` for ``end_leftovers``."""

    def __init__(self, record: Path) -> None:
        self.record = record
        self.children: dict[int, _Running] = {}
        self.exit_codes: dict[str, int] = {}
        self._due: list[tuple[float, Service]] = []
        self._failures: dict[str, int] = {}
        self._stop_requests = 0
        self._stopping = False
        self._out = sys.stdout.buffer
        self._selector = selectors.DefaultSelector()
        self._libc = ctypes.CDLL(None) if sys.platform == "linux" else None
        if self._libc:
            self._libc.prctl(PR_SET_CHILD_SUBREAPER, 1)
            if "MAKELEVEL" in os.environ:
                # `make` is our shell here: when it is killed, end in order instead of running on unseen.
                self._libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        self._wake, wake_write = socket.socketpair()
        self._wake.setblocking(False)
        wake_write.setblocking(False)
        self._wake_write = wake_write
        signal.set_wakeup_fd(wake_write.fileno(), warn_on_full_buffer=False)
        self._selector.register(self._wake, selectors.EVENT_READ, self._drain_wake)
        for number in STOP_SIGNALS:
            signal.signal(number, self._on_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    # --- Talking -----------------------------------------------------------------------------------
    def say(self, text: str, name: str = "") -> None:
        """Print lines, with the speaker's prefix when there is one."""
        prefix = f"{name:<7}| " if name else ""
        with contextlib.suppress(OSError, ValueError):
            self._out.write("".join(f"{prefix}{line}\n" for line in text.splitlines() or [""]).encode())
            self._out.flush()

    # --- Starting and watching ---------------------------------------------------------------------
    def start(self, service: Service) -> None:
        """Start a service in its own process group."""
        parent, libc = os.getpid(), self._libc

        def tie_to_parent() -> None:
            if libc:
                libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
                if os.getppid() != parent:
                    os._exit(1)

        process = subprocess.Popen(
            service.command,
            env=dict(service.env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=service.pass_fds,
            preexec_fn=tie_to_parent,  # noqa: PLW1509
        )
        assert process.stdout  # noqa: S101
        running = _Running(service, process, time.monotonic())
        self.children[process.pid] = running
        self.record.write_text(json.dumps([(pid, born(pid)) for pid in self.children]))
        os.set_blocking(process.stdout.fileno(), False)
        self._selector.register(process.stdout, selectors.EVENT_READ, lambda: self._forward(running))

    def run_once(self, services: Sequence[Service]) -> str | None:
        """Run these side by side to their end; None, or the name of the first that failed as soon as it did."""
        names = {service.name for service in services}
        for service in services:
            self.exit_codes.pop(service.name, None)
            self.start(service)
        while True:
            if failed := next((name for name in sorted(names) if self.exit_codes.get(name)), None):
                return failed
            if names <= self.exit_codes.keys():
                return None
            self.turn()

    def wait_until(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Keep the group going until the condition holds; False when it does not in time."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            self.turn(timeout=0.1)
        return True

    def supervise(self) -> None:
        """Keep the group going until somebody asks it to stop."""
        while True:
            self.turn()

    def turn(self, timeout: float = 1) -> None:
        """Forward output, notice deaths, restart who is due; raises ``Stopped`` when asked to end."""
        if self._stop_requests and not self._stopping:
            raise Stopped
        if self._due:
            timeout = max(0, min(timeout, min(when for when, _ in self._due) - time.monotonic()))
        for key, _ in self._selector.select(timeout):
            key.data()
        for running, code in self._reap():
            self.exit_codes[running.service.name] = code
            if not (running.service.once or self._stopping):
                self._plan_restart(running, code)
        for entry in [entry for entry in self._due if entry[0] <= time.monotonic()]:
            self._due.remove(entry)
            self.start(entry[1])

    def _plan_restart(self, running: _Running, code: int) -> None:
        name = running.service.name
        settled = time.monotonic() - running.started > SETTLED_SECONDS
        failures = self._failures[name] = 0 if settled else self._failures.get(name, -1) + 1
        wait = BACKOFF[min(failures, len(BACKOFF) - 1)]
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
        self.say(f"{name} {how}; starting it again in {wait:g} s", "demo")
        self._due.append((time.monotonic() + wait, running.service))

    def _reap(self) -> list[tuple[_Running, int]]:
        ended = []
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            running = self.children.pop(pid, None)
            if running is None:
                continue  # A helper whose parent died before it.
            running.process.returncode = code = os.waitstatus_to_exitcode(status)
            # Whoever is left of its group has lost its leader.
            _signal_group(pid, signal.SIGKILL)
            self._forward(running, final=True)
            ended.append((running, code))
        return ended

    def _forward(self, running: _Running, *, final: bool = False) -> None:
        stream = running.process.stdout
        if stream is None or stream.closed:
            return
        closed = final
        with contextlib.suppress(BlockingIOError):
            while True:
                chunk = os.read(stream.fileno(), 65536)
                if not chunk:
                    closed = True
                    break
                running.buffer += chunk
                if len(chunk) < 65536 and not final:
                    break
        lines, newline, rest = bytes(running.buffer).rpartition(b"\n")
        if closed and rest:
            lines, newline, rest = bytes(running.buffer), b"\n", b""
        if newline:
            self.say(lines.decode(errors="replace"), "prepare" if running.service.once else running.service.name)
            running.buffer = bytearray(rest)
        if closed:
            self._selector.unregister(stream)
            stream.close()

    # --- Stopping ----------------------------------------------------------------------------------
    def _on_stop(self, number: int, _frame: object) -> None:
        self._stop_requests += 1

    def _drain_wake(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._wake.recv(4096):
                pass

    def stop_all(self) -> None:
        """Stop the highest stage first, politely, then by force; asking twice is force at once."""
        self._stopping = True  # From here on, turn() neither restarts nor raises.
        self._due.clear()
        asked_before = self._stop_requests
        for stage in sorted({running.service.stage for running in self.children.values()}, reverse=True):
            members = [running for running in self.children.values() if running.service.stage == stage]
            for running in members:
                _signal_group(running.process.pid, signal.SIGTERM, leader_only=True)
            deadline = time.monotonic() + max(running.service.grace for running in members)
            while any(running.process.pid in self.children for running in members):
                if time.monotonic() > deadline or self._stop_requests > asked_before + 1:
                    for running in members:
                        if running.process.pid in self.children:
                            self.say(f"{running.service.name} did not stop in time; ending it by force", "demo")
                            _signal_group(running.process.pid, signal.SIGKILL)
                    deadline = time.monotonic() + 5
                self.turn(timeout=0.2)
        self.record.unlink(missing_ok=True)


def _signal_group(leader: int, number: int, *, leader_only: bool = False) -> None:
    # Polite stops go to the leader alone: it knows how to end its helpers.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if leader_only:
            os.kill(leader, number)
        else:
            os.killpg(leader, number)


def born(pid: int) -> str:
    """Return what tells a process from a later one with the same id; empty when it has ended or is unknowable."""
    try:
        state, *numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (OSError, ValueError):
        return ""
    return "" if state == "Z" else numbers[18]


def end_leftovers(record: Path, grace: float = 5) -> None:
    """End what an earlier supervisor that was killed left running, as far as its record can tell."""
    try:
        recorded = json.loads(record.read_text())
    except (OSError, ValueError):
        return
    alive = [(pid, birth) for pid, birth in recorded if birth and born(pid) == birth]
    for pid, _ in alive:
        _signal_group(pid, signal.SIGTERM, leader_only=True)
    deadline = time.monotonic() + grace
    while alive:
        time.sleep(0.1)
        alive = [(pid, birth) for pid, birth in alive if born(pid) == birth]
        if time.monotonic() > deadline:
            for pid, _ in alive:
                _signal_group(pid, signal.SIGKILL)
            break
    record.unlink(missing_ok=True)
