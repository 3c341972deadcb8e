"""What speaks of a product or collection: shown before it is taken from the shop; of a product on a screen, too."""

from collections.abc import Container, Sequence
from dataclasses import replace
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.views.generic import DeleteView
from wagtail.snippets.views.snippets import UnpublishView

from shop.catalog.models import CollectionItem, Product
from shop.catalog.queries import collection_products
from shop.core import deleting
from shop.core.desk import DeskView, capped_count, count_text
from shop.core.references import Reference, references_to_each


def references_for(user: Any, thing: Any) -> list[Reference]:
    """What speaks of a product, SKU or collection, with links only to where this person may go."""
    return references_for_each(user, [thing])[thing.pk]


def references_for_each(user: Any, things: Sequence[Any], *, gone: Container[int] = ()) -> dict[int, list[Reference]]:
    """The same for each of several, by id; ``gone`` are the ids of all that go together with them."""
    return {
        pk: [row if not row.permission or user.has_perm(row.permission) else replace(row, url="") for row in rows]
        for pk, rows in references_to_each(things, at=timezone.now(), gone=gone).items()
    }


class ReferencesView(DeskView):
    """Stories, pages, collections, promotions and posters that speak of a product."""

    permission_required = "catalog.view_product"
    header_icon = "tag"
    template_name = "admin/catalog/references.html"

    @cached_property
    def product(self) -> Product:
        return get_object_or_404(Product, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return _("Where it is spoken of")

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("wagtailsnippets_catalog_product:list"), "label": _("Products")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = references_for(self.request.user, self.product)
        return super().get_context_data(product=self.product, references=rows, **kwargs)


class ProductUnpublishView(UnpublishView):
    """The question before a product is taken from the shop, with everything that would break."""

    template_name = "admin/catalog/product_unpublish.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        rows = references_for(self.request.user, self.object)
        return {**context, "broken": [row for row in rows if row.effect]}


class CollectionDeleteView(DeleteView):
    """The question before a collection is deleted: what becomes of its goods, and what would break."""

    template_name = "admin/catalog/collection_delete.html"

    def delete_action(self) -> None:
        """Into the bin, with its goods by hand and its rule."""
        deleting.delete(
            by=self.request.user, thing=self.object, permission="catalog.delete_collection", at=timezone.now()
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        at = timezone.now()
        goods = collection_products(self.object, at=at).order_by()
        elsewhere = CollectionItem.objects.exclude(collection=self.object).filter(collection__is_visible=True)
        homeless = goods.filter(category=None).exclude(pk__in=elsewhere.values("product"))
        rows = references_for(self.request.user, self.object)
        return {
            **context,
            "collection": self.object,
            "count": capped_count(goods),
            "count_text": count_text(capped_count(goods)),
            "homeless": list(homeless.values_list("title", flat=True)[:20]),
            "broken": [row for row in rows if row.effect],
        }
