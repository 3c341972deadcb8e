"""Where a product stands in the shop: one category of a tree, and tags. Immediate effect, never in a draft."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase
from treebeard.mp_tree import MP_Node

from shop.catalog.models.slugs import slug_for
from shop.core.translated import Translated

MAX_DEPTH = 3
MAX_CATEGORIES = 200


class Category(Translated, MP_Node):  # type: ignore[misc]
    """A branch of the shop. Written by ``operations.categories`` only, one writer at a time."""

    title = models.CharField(_("title"), max_length=40)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    intro = models.CharField(_("introduction"), max_length=200, blank=True)

    TRANSLATED = ("title", "intro")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["path"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("storefront:category", args=[self.slug])


class ProductTag(Translated, TagBase):  # type: ignore[misc]
    """A word that products share across categories."""

    free_tagging = True

    TRANSLATED = ("name",)
    TRANSLATED_PERMISSION = "catalog.change_category"

    class Meta:
        verbose_name = _("product tag")
        verbose_name_plural = _("product tags")
        ordering = ["name"]

    def slugify(self, tag: str, i: int | None = None) -> str:
        """In Latin letters, like every address of the shop."""
        return slug_for(tag) + (f"-{i}" if i else "")

    def get_absolute_url(self) -> str:
        return reverse("storefront:tag", args=[self.slug])


class TaggedProduct(ItemBase):  # type: ignore[misc]
    """A product has a tag."""

    tag = models.ForeignKey(ProductTag, on_delete=models.CASCADE, related_name="items")
    content_object = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="tagged_items")

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="catalog_taggedproduct_once")]
