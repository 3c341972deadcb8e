"""Make a film small and playable everywhere, where the server has ffmpeg. Without it films stay as they are."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from shop.core.errors import InvalidInput

# Wide enough for any phone and for a story's column on a desk.
_WIDTH = 1280
_DURATION = re.compile(rb"Duration: (\d+):(\d\d):(\d\d)\.(\d\d)")
_MAX_LOG = 64 * 1024


def ffmpeg() -> str | None:
    """The program, or None where there is none."""
    return shutil.which(settings.FFMPEG)


def transcode(source: Path, target: Path, *, is_webm: bool, tell: Callable[[int], None]) -> None:
    """Write ``source`` to ``target`` as MP4 (H.264, AAC) that begins to play before all of it is there.

    What the camera wrote into it (place, time, device) is left out. ``tell`` hears the percent that is done, at least
    every second; what it raises ends the work. ``InvalidInput`` for a film that cannot be read.
    """
    program = ffmpeg()
    assert program is not None  # noqa: S101
    command = [
        *(program, "-nostdin", "-hide_banner", "-y", "-nostats", "-progress", "pipe:1"),
        # A container that names files or addresses of others is not followed, and nothing is guessed from the content.
        *("-protocol_whitelist", "file", "-f", "matroska" if is_webm else "mov", "-i", str(source)),
        *("-map", "0:v:0", "-map", "0:a:0?", "-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn"),
        *("-vf", f"scale='min({_WIDTH},iw)':-2", "-c:v", "libx264", "-preset", "veryfast", "-crf", "24"),
        *("-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "128k", "-movflags", "+faststart", "-f", "mp4", str(target)),
    ]
    with TemporaryFile() as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log)  # noqa: S603
        try:
            _follow(process, log, tell)
        finally:
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()
    if process.returncode != 0 or not target.is_file() or not target.stat().st_size:
        raise InvalidInput(_("The film could not be converted: it is damaged, or of an unusual kind."), field="file")


def _follow(process: "subprocess.Popen[bytes]", log: IO[bytes], tell: Callable[[int], None]) -> None:
    length_us = 0
    for line in process.stdout or ():
        name, _equals, value = line.decode("ascii", "replace").strip().partition("=")
        if name == "out_time_us":
            length_us = length_us or _length_us(log)
            done = int(value) if value.isdigit() else 0
            tell(min(99, done * 100 // length_us) if length_us else 0)
    process.wait()


def _length_us(log: IO[bytes]) -> int:
    """How long the film is, as the program said at its beginning; 0 if it did not."""
    # Read beside the program, which writes at the position of the same open file.
    found = _DURATION.search(os.pread(log.fileno(), _MAX_LOG, 0))
    if found is None:
        return 0
    hours, minutes, seconds, hundredths = (int(part) for part in found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + hundredths * 10_000
