"""The supervised group: a real one, in a process of its own."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from microbrand.tooling.supervisor import born, end_leftovers

# Two services; `web` has a helper, like a server with a worker process.
GROUP = """
import os, sys
from pathlib import Path
from microbrand.tooling.supervisor import Service, Stopped, Supervisor

BASE = "import os, time; print('base', os.getpid(), flush=True); time.sleep(600)"
WEB = '''
import os, subprocess, sys
helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("web", os.getpid(), helper.pid, flush=True)
helper.wait()
'''
group = Supervisor(Path(sys.argv[1]))
try:
    group.start(Service("base", [sys.executable, "-c", BASE], os.environ, stage=0))
    group.start(Service("web", [sys.executable, "-c", WEB], os.environ))
    group.supervise()
except Stopped:
    group.say("Stopping")
finally:
    group.stop_all()
"""


class Group:
    """The group's process and what it has said so far."""

    def __init__(self, record: Path) -> None:
        self.record = record
        self.output = record.with_name("output.txt")
        with self.output.open("w") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "-c", GROUP, str(record)], stdout=stream, stderr=subprocess.STDOUT
            )

    def said(self, text: str) -> list[list[str]]:
        """Return the words of each line that starts with the text."""
        return [line.split() for line in self.output.read_text().splitlines() if line.startswith(text)]

    def pids(self) -> list[int]:
        """Return every process that the group ever started."""
        return [int(word) for line in self.said("base   |") + self.said("web    |") for word in line[3:]]


def until(condition: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.05)


def is_gone(pid: int) -> bool:
    """Say whether the process has ended; one that only waits to be collected has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.fixture
def group(tmp_path: Path) -> Iterator[Group]:
    running = Group(tmp_path / "group.json")
    until(lambda: len(running.pids()) == 3)
    yield running
    for pid in (running.process.pid, *running.pids()):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    running.process.wait(timeout=10)


pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="relies on /proc and on Linux' death signal"),
    pytest.mark.once,
]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_ends_every_process(group: Group, number: signal.Signals) -> None:
    group.process.send_signal(number)

    assert group.process.wait(timeout=15) == 0
    # A helper that was killed is taken apart by the kernel in its own time.
    until(lambda: all(is_gone(pid) for pid in group.pids()), seconds=3)
    assert not group.record.exists()


def test_a_killed_service_starts_again_and_its_helper_does_not_stay(group: Group) -> None:
    leader, helper = (int(word) for word in group.said("web    |")[0][3:])

    os.kill(leader, signal.SIGKILL)
    until(lambda: len(group.said("web    |")) == 2)

    assert group.said("demo   | web was killed by SIGKILL")
    until(lambda: is_gone(helper))
    assert not is_gone(int(group.said("base   |")[0][3]))


def test_nobody_outlives_a_killed_supervisor(group: Group) -> None:
    leaders = [int(line[3]) for line in group.said("base   |") + group.said("web    |")]

    group.process.kill()

    until(lambda: all(is_gone(pid) for pid in leaders))


def test_leftovers_are_ended_by_their_record(tmp_path: Path) -> None:
    record = tmp_path / "group.json"
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    record.write_text(f'[[{child.pid}, "{born(child.pid)}"]]')

    end_leftovers(record)

    assert child.wait(timeout=10) == -signal.SIGTERM
    assert not record.exists()


def test_a_later_process_with_the_same_id_is_left_alone(tmp_path: Path) -> None:
    record = tmp_path / "group.json"
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    record.write_text(f'[[{child.pid}, "1"]]')

    end_leftovers(record)

    assert child.poll() is None
    child.kill()
    child.wait(timeout=10)
