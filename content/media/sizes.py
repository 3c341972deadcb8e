"""In which sizes and formats pictures are shown.

A page makes what it needs in WebP and JPEG when it is first drawn; AVIF takes ten times as long and is made by a job
alone: pages show it once it is there.
"""

from functools import cache

from wagtail.images.models import Filter

# Within a column of text, and from edge to edge.
TEXT = "width-{480,800,1400}"
WIDE = "width-{800,1400,2400}"
ON_DEMAND = ("webp", "jpeg")
BY_JOB = "avif"


@cache
def filters(size: str, formats: tuple[str, ...]) -> tuple[Filter, ...]:
    """``width-{480,800}`` in these formats, as Wagtail names them."""
    return tuple(Filter(spec) for spec in Filter.expand_spec([f"format-{{{','.join(formats)}}}", size]))


def twin_of(spec: str) -> str:
    """The same size in AVIF."""
    return spec.replace("format-webp", f"format-{BY_JOB}")
