"""Collections: goods shown together, in the order the merchant wants."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from shop.catalog.models.product import Product
from shop.catalog.models.slugs import unique_slug

# A shelf is chosen by hand: beyond this nobody has put it in order, and its edit page would be unusable.
MAX_ITEMS = 200


class Collection(ClusterableModel):  # type: ignore[misc]
    """A named shelf of at most ``MAX_ITEMS`` products. It has no draft: a change is seen at once."""

    title = models.CharField(_("title"), max_length=60)
    slug = models.SlugField(_("address"), max_length=80, unique=True, blank=True)
    intro = models.CharField(_("introduction"), max_length=200, blank=True)
    cover = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cover picture"),
    )
    is_visible = models.BooleanField(_("visible in the shop"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    products = models.ManyToManyField(Product, through="CollectionItem", related_name="collections")

    class Meta:
        verbose_name = _("product collection")
        verbose_name_plural = _("product collections")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug and self.title:
            self.slug = unique_slug(Collection, self.title, exclude_pk=self.pk)
        super().full_clean(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("storefront:collection", args=[self.slug])


class CollectionItem(models.Model):
    """A product's place in a collection."""

    collection = ParentalKey(Collection, on_delete=models.CASCADE, related_name="items")
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="collection_items", verbose_name=_("product")
    )
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    # For Wagtail's inline panel: the order of the forms is kept in this field.
    sort_order_field = "position"

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["collection", "product"], name="catalog_collectionitem_once")]

    def __str__(self) -> str:
        return f"{self.collection_id} {self.product_id}"
