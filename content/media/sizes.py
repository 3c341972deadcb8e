"""In which sizes and formats pictures are shown."""

from functools import cache

from wagtail.images.models import Filter

# Within a column of text, and from edge to edge: a phone of two pixels to a point, of three, a desk, a desk of two.
TEXT = "width-{750,1200}"
WIDE = "width-{750,1200,1600,2400}"
# In every size; and for browsers older than 2021 in one.
MODERN = ("avif", "webp")
PLAIN = "jpeg"


@cache
def filters(size: str) -> tuple[Filter, ...]:
    """``width-{750,1200}`` in every format, as Wagtail names them: one for each file."""
    modern = Filter.expand_spec([f"format-{{{','.join(MODERN)}}}", size])
    plain = Filter.expand_spec([f"format-{PLAIN}", size])
    return tuple(Filter(spec) for spec in (*modern, plain[len(plain) // 2]))
