"""Links in running text that lead to goods of this shop."""

import re
from collections.abc import Iterator

from django.conf import settings
from wagtail.models import Site

# What an author pastes: the address of a product, with or without the host, as a shopper sees it in any language.
_GOODS = re.compile(
    r'(?<=\shref=")(?P<host>https?://[^/"]+)?(?P<path>(?:/[a-z]{2})?/p/(?P<slug>[-\w]+)/)(?P<rest>#[^"]*)?(?=")'
)


def slugs_in(html: str) -> Iterator[str]:
    """The slugs of the products that a text links to, in order."""
    return (found["slug"] for found in _GOODS.finditer(html) if _is_ours(found["host"]))


def traced(html: str, tap: str) -> str:
    """The text with links that say where they were tapped, as those of product cards do (``?story=&b=``)."""

    def trace(found: "re.Match[str]") -> str:
        if not _is_ours(found["host"]):
            return found[0]
        return f"{found['host'] or ''}{found['path']}?story={tap.replace('&', '&amp;')}{found['rest'] or ''}"

    return _GOODS.sub(trace, html)


def _is_ours(host: str | None) -> bool:
    return (
        host is None or host == settings.SITE_URL or any(root.root_url == host for root in Site.get_site_root_paths())
    )
