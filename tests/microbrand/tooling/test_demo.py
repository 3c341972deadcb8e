"""What can go wrong before the demo starts is one clear line."""

import os
import socket
from pathlib import Path

import pytest

from microbrand.tooling import demo

pytestmark = pytest.mark.once


def test_a_taken_port_is_one_line_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(demo.Refused) as refusal:
            demo.open_listeners("127.0.0.1", str(port))

    assert str(refusal.value) == (
        f"Port {port} cannot be used (Address already in use). Choose another one: make demo PORT={port + 1}"
    )


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", ""])
def test_a_port_must_be_a_port_number(port: str) -> None:
    with pytest.raises(demo.Refused, match="is not a port number"):
        demo.open_listeners("127.0.0.1", port)


def test_one_demo_in_one_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "BUILD", tmp_path)
    monkeypatch.setattr(demo, "DEMO", tmp_path)

    with demo.lock_checkout() as info:
        info.write_text('{"pid": 4711, "url": "http://localhost:8000/"}')
        with pytest.raises(demo.Refused, match=r"already running at http://localhost:8000/ \(process 4711\)"):
            demo.lock_checkout().__enter__()

    with demo.lock_checkout():
        pass  # Free again.


def test_a_long_path_moves_the_socket_to_a_short_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "DEMO", tmp_path / ("x" * 120))

    assert len(os.fsencode(demo.socket_path())) <= demo.LONGEST_SOCKET_PATH


def test_addresses_that_the_caller_set_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/shop")
    monkeypatch.setenv("CACHE_URL", "redis://elsewhere/1")
    monkeypatch.delenv("CELERY_BROKER_URL", raising=False)

    env = demo.environment("127.0.0.1", 8080, Path("/a b/valkey.sock"))

    assert env["DATABASE_URL"] == "postgresql://elsewhere/shop"
    assert env["CACHE_URL"] == "redis://elsewhere/1"
    assert env["CELERY_BROKER_URL"] == "redis+socket:///a%20b/valkey.sock?virtual_host=0"
    assert env["SITE_URL"] == "http://localhost:8080"
    assert env["EMAIL_URL"] == f"filemail:///{demo.DEMO}/mail"
