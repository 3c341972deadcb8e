"""``python -m tests.fakes PORT FILE``: both vendors for the demo; what the shop has to be told is written to FILE."""

import json
import os
import sys
from pathlib import Path

from tests.fakes.server import FakeServer


def main() -> None:
    """Run until the process is ended."""
    port, file = int(sys.argv[1]), Path(sys.argv[2])
    server = FakeServer(port=port)
    # Written beside and moved: whoever waits for the file finds it whole. Keys in it are this run's.
    part = file.with_suffix(".part")
    part.touch(mode=0o600)
    part.write_text(json.dumps({"pid": os.getpid(), "url": server.url, "environment": server.environment()}))
    part.replace(file)
    server.serve()


if __name__ == "__main__":
    main()
