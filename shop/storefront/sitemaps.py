"""What search engines are told about the goods: the addresses under which they are to be found."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils import timezone

from shop.catalog.models import Category, Collection, Product
from shop.core.languages import address_in, language_tag
from shop.core.translated import Translated


class ShopSitemap(Sitemap[Any]):
    """Addresses as the canonical links name them, whatever host was asked."""

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class Entry(NamedTuple):
    """An address in a language, the languages that there are of it, and when it was changed."""

    address: str
    code: str
    codes: tuple[str, ...]
    changed: Any = None


def entries(address: str, row: Translated | None = None, changed: Any = None) -> list[Entry]:
    """An address in each language that its row is told in."""
    codes = tuple(code for code, _name in settings.LANGUAGES if row is None or row.is_told_in(code))
    return [Entry(address, code, codes, changed) for code in codes]


class GoodsSitemap(ShopSitemap):
    """Pages of the shop, each in its languages and beside the others (hreflang)."""

    def _urls(self, page: Any, protocol: str, domain: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = super()._urls(page, protocol, domain)  # type: ignore[misc]
        for row in rows:
            entry: Entry = row["item"]
            if len(entry.codes) > 1:
                row["alternates"] = [
                    {
                        "lang_code": language_tag(code),
                        "location": f"{protocol}://{domain}{address_in(code, entry.address)}",
                    }
                    for code in entry.codes
                ]
        return rows

    def location(self, item: Entry) -> str:
        return address_in(item.code, item.address)

    def lastmod(self, item: Entry) -> Any:
        return item.changed


def _all(rows: Iterable[Any]) -> list[Entry]:
    return [entry for row in rows for entry in entries(row.get_absolute_url(), row)]


class ProductSitemap(GoodsSitemap):
    """Every product that shoppers may see."""

    def items(self) -> list[Entry]:
        rows = Product.objects.visible(timezone.now()).order_by("pk").only("slug", "last_published_at", "translations")
        return [entry for row in rows for entry in entries(row.get_absolute_url(), row, row.last_published_at)]


class CollectionSitemap(GoodsSitemap):
    """The list of all goods, every category and every shelf."""

    def items(self) -> list[Entry]:
        branches = Category.objects.order_by("path").only("slug", "translations")
        shelves = Collection.objects.filter(is_visible=True).only("slug", "translations")
        return [*entries(reverse("storefront:collections")), *_all(branches), *_all(shelves)]
