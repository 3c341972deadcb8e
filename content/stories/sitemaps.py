"""What search engines are told about the pages."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Page, Site

from shop.core.languages import language_tag
from shop.storefront.sitemaps import ShopSitemap


class PageSitemap(ShopSitemap):
    """Home, the list of stories and every story that all readers may see."""

    def items(self) -> QuerySet[Any]:
        site = Site.objects.select_related("root_page").get(is_default_site=True)
        pages = Page.objects.live().public().descendant_of(site.root_page, inclusive=True)
        rows: QuerySet[Any] = pages.filter(Q(expire_at=None) | Q(expire_at__gt=timezone.now())).order_by("path")
        return rows

    def _urls(self, page: Any, protocol: str, domain: str) -> list[dict[str, Any]]:
        """With the versions of a page in other languages beside it (hreflang)."""
        rows: list[dict[str, Any]] = super()._urls(page, protocol, domain)  # type: ignore[misc]
        versions: dict[Any, list[tuple[str, str]]] = {}
        for row in self.items().select_related("locale"):
            versions.setdefault(row.translation_key, []).append((row.locale.language_code, str(row.url)))
        for entry in rows:
            others = versions[entry["item"].translation_key]
            if len(others) > 1:
                entry["alternates"] = [
                    {"lang_code": language_tag(code), "location": f"{protocol}://{domain}{url}"} for code, url in others
                ]
        return rows

    def location(self, item: Page) -> str:
        return str(item.url)

    def lastmod(self, item: Page) -> datetime | None:
        moment: datetime | None = item.last_published_at
        return moment
