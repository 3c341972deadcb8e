"""The storefront's style sheets, as one file with the brand's own look at its end.

A phone draws nothing before all sheets are there, and on a slow line each file costs it another journey. All of them
together are smaller than one picture, and every page after the first has them already. This is the one place that
names them: pages link to ``Brand.css_url``. (Rules for paper are a file of their own, which nobody waits for.)
"""

import hashlib
from functools import cache, lru_cache
from pathlib import Path

import brotli
from django.conf import settings
from django.contrib.staticfiles import finders
from rcssmin import cssmin

# In static/css, in the order in which they apply.
SHEETS = ("tokens", "shop", "stories", "pages", "share")


def with_look(look: str) -> str:
    """All that a page needs to be drawn; ``look`` is the brand's tokens and theme."""
    return _small(_shop() + look)


def version_of(look_hash: str) -> str:
    """What stands in the sheet's address: another for each look, and for each change of our own files."""
    return _hash(_shop() + look_hash)


@lru_cache(maxsize=4)
def pressed(css: str) -> bytes:
    """As Brotli, a seventh smaller than gzip. It takes a fifth of a second, once for each look."""
    return brotli.compress(css.encode())


def _shop() -> str:
    # While somebody works on the files, they are read each time.
    return _read() if settings.DEBUG else _kept()


def _read() -> str:
    return "".join(_text(name) for name in SHEETS)


def _text(name: str) -> str:
    file = f"css/{name}.css"
    return Path(finders.find(file) or file).read_text(encoding="utf-8")


_kept = cache(_read)
_small = lru_cache(maxsize=4)(cssmin)


@lru_cache(maxsize=16)
def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
