"""What search engines are told about the goods: the addresses under which they are to be found."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from shop.catalog.models import Category, Collection, Product


class ShopSitemap(Sitemap[Any]):
    """Addresses as the canonical links name them, whatever host was asked."""

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class ProductSitemap(ShopSitemap):
    """Every product that shoppers may see."""

    def items(self) -> QuerySet[Product]:
        rows: QuerySet[Product] = Product.objects.visible(timezone.now()).order_by("pk")
        return rows.only("slug", "last_published_at")

    def lastmod(self, item: Product) -> Any:
        return item.last_published_at


class CollectionSitemap(ShopSitemap):
    """The list of all goods, every category and every shelf."""

    def items(self) -> list[str]:
        branches = Category.objects.order_by("path").only("slug")
        shelves = Collection.objects.filter(is_visible=True).only("slug")
        return [reverse("storefront:collections"), *(row.get_absolute_url() for row in (*branches, *shelves))]

    def location(self, item: str) -> str:
        return item
