"""What search engines are told about the pages."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Page, Site

from shop.storefront.sitemaps import ShopSitemap


class PageSitemap(ShopSitemap):
    """Home, the list of stories and every story that all readers may see."""

    def items(self) -> QuerySet[Any]:
        site = Site.objects.select_related("root_page").get(is_default_site=True)
        pages = Page.objects.live().public().descendant_of(site.root_page, inclusive=True)
        rows: QuerySet[Any] = pages.filter(Q(expire_at=None) | Q(expire_at__gt=timezone.now())).order_by("path")
        return rows

    def location(self, item: Page) -> str:
        return str(item.url)

    def lastmod(self, item: Page) -> datetime | None:
        moment: datetime | None = item.last_published_at
        return moment
