"""In which sizes and formats pictures are shown."""

from functools import cache

from wagtail.images.models import Filter

# Within a column of text, and from edge to edge: a phone of two device pixels to one, of three, a desk, a fine desk.
TEXT = "width-{720,1080,1400}"
WIDE = "width-{720,1080,1400,2400}"
# In every size; and for browsers older than 2021 in one.
MODERN = ("avif", "webp")
PLAIN = "jpeg"


@cache
def filters(size: str) -> tuple[Filter, ...]:
    """``width-{720,1080}`` in every format, as Wagtail names them: one for each file."""
    modern = Filter.expand_spec([f"format-{{{','.join(MODERN)}}}", size])
    plain = Filter.expand_spec([f"format-{PLAIN}", size])
    return tuple(Filter(spec) for spec in (*modern, plain[len(plain) // 2]))
