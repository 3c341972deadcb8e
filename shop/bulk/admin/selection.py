"""Which goods a bulk edit is about: those ticked, or all that match the list's filter, and nothing else.

“All in the listing” of Wagtail's own bulk actions means every row of the table, whatever filter is on the screen
(wagtail#12853). Here the list's own filter is asked again, and the ids it answers with are kept.
"""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.catalog.models import Product, Sku
from shop.inventory.admin.forms import SkuFilterForm
from shop.inventory.admin.grid import find_skus
from shop.inventory.admin.products import listed_products

# Of the address, not of the list's filter.
_OWN = {"list", "id", "all", "after", "before", "p", "next"}
MAX_TICKED = 1_000


@dataclass(frozen=True)
class Selection:
    """A list of the admin (``skus`` or ``products``), its filter, and the ids ticked in it (none: all that match)."""

    request: HttpRequest
    listed: str
    query: QueryDict
    ids: tuple[int, ...]

    @classmethod
    def of(cls, request: HttpRequest) -> "Selection":
        """What the address says."""
        listed = "products" if request.GET.get("list") == "products" else "skus"
        query = request.GET.copy()
        for name in _OWN:
            query.pop(name, None)
        ticked = [] if "all" in request.GET.getlist("id") else request.GET.getlist("id")
        ids = tuple(int(pk) for pk in ticked[:MAX_TICKED] if pk.isdecimal() and len(pk) < 18)
        return cls(request, listed, query, ids)

    @property
    def is_all(self) -> bool:
        """All that match, not just those ticked."""
        return not self.ids

    def back_url(self) -> str:
        """The list, as it was."""
        name = "wagtailsnippets_catalog_product:list" if self.listed == "products" else "goods_desk:grid"
        return f"{reverse(name)}?{self.query.urlencode()}"

    def _products(self) -> QuerySet[Product]:
        if self.ids:
            return Product.objects.filter(pk__in=self.ids)
        return listed_products(self.request.user, self.query)

    def _skus(self) -> QuerySet[Sku]:
        if self.ids:
            return Sku.objects.filter(pk__in=self.ids)
        form = SkuFilterForm(self.query)
        return find_skus(Sku.objects.all(), form.cleaned_data) if form.is_valid() else Sku.objects.none()

    def sku_ids(self) -> list[int]:
        """Every SKU that is meant, newest first as in the list."""
        if self.listed == "skus":
            skus = self._skus()
        else:
            skus = Sku.objects.filter(product__in=self._products().order_by().values("pk"))
        return list(skus.order_by("-created_at", "-pk").values_list("pk", flat=True))

    def product_ids(self) -> list[int]:
        """Every product that is meant."""
        if self.listed == "products":
            return list(self._products().values_list("pk", flat=True))
        products = self._skus().order_by().values("product")
        return list(Product.objects.filter(pk__in=products).order_by("-created_at", "-pk").values_list("pk", flat=True))

    def counts(self) -> tuple[int, int]:
        """``(products, SKUs)`` right now."""
        return len(self.product_ids()), len(self.sku_ids())

    def in_words(self, products: int, skus: int) -> str:
        """What is chosen, with exact numbers."""
        parts = [
            ngettext("%(count)s product", "%(count)s products", products) % {"count": f"{products:,}"},
            ngettext("%(count)s SKU", "%(count)s SKUs", skus) % {"count": f"{skus:,}"},
        ]
        if self.listed == "skus":
            parts.reverse()
        if self.is_all and self.query:
            words = _("All that match the filter of the list: %(first)s (%(second)s).")
        elif self.is_all:
            words = _("Everything in the list: %(first)s (%(second)s).")
        else:
            words = _("Chosen: %(first)s (%(second)s).")
        return words % {"first": parts[0], "second": parts[1]}
