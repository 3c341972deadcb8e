"""AVIF in the time that WebP takes."""

from typing import IO, Any

from PIL import AvifImagePlugin, Image

# Speed is of 10: the usual 6 takes ten times as long for files that are 4 % smaller. Threads wait for each other more
# than they help.
_DEFAULTS = {"speed": 9, "max_threads": 1}


def write_avif_fast() -> None:
    """Have Pillow write AVIF this way wherever nobody says otherwise: Wagtail has no setting for it."""
    write = AvifImagePlugin._save

    def write_fast(image: Any, file: IO[bytes], name: str | bytes) -> None:
        image.encoderinfo = {**_DEFAULTS, **image.encoderinfo}
        write(image, file, name)

    Image.register_save(AvifImagePlugin.AvifImageFile.format, write_fast)
