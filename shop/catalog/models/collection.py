"""Collections: goods shown together, chosen by hand or by rule, in the order the merchant wants."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from shop.catalog.enums import ConditionKind, GoodsOrder, Match
from shop.catalog.models.attribute import Attribute, ProductType
from shop.catalog.models.category import Category, ProductTag
from shop.catalog.models.product import Product
from shop.catalog.models.slugs import unique_slug
from shop.core.money import MAX_FEN
from shop.core.translated import Translated

# A shelf is chosen by hand: beyond this nobody has put it in order, and its edit page would be unusable.
MAX_ITEMS = 200


class Collection(Translated, ClusterableModel):  # type: ignore[misc]
    """A named shelf of products. It has no draft: a change is seen at once.

    Chosen by hand: at most ``MAX_ITEMS`` items. With conditions it is by rule: its items stand first, then comes
    whatever meets the conditions at the moment it is shown, without its exclusions.
    """

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
    match = models.CharField(_("Goods belong here if"), max_length=3, choices=Match.choices, default=Match.ALL)
    order = models.CharField(
        pgettext_lazy("sorting", "order"), max_length=10, choices=GoodsOrder.choices, default=GoodsOrder.HAND
    )
    products = models.ManyToManyField(Product, through="CollectionItem", related_name="collections")

    TRANSLATED = ("title", "intro")

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


class CollectionExclusion(models.Model):
    """A product that a collection by rule leaves out."""

    collection = ParentalKey(Collection, on_delete=models.CASCADE, related_name="exclusions")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+", verbose_name=_("product"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collection", "product"], name="catalog_collectionexclusion_once")
        ]

    def __str__(self) -> str:
        return f"{self.collection_id} {self.product_id}"


class CollectionCondition(models.Model):
    """A condition of a collection by rule; ``kind`` says which of the columns count.

    A category or tag that a condition names cannot be deleted while it does.
    """

    collection = ParentalKey(Collection, on_delete=models.CASCADE, related_name="conditions")
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    kind = models.CharField(pgettext_lazy("of a rule", "condition"), max_length=10, choices=ConditionKind.choices)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("category")
    )
    tag = models.ForeignKey(
        ProductTag, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tag")
    )
    # Types and attributes can be deleted; a condition that lost its own is met by nothing.
    product_type = models.ForeignKey(
        ProductType, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("product type")
    )
    attribute = models.ForeignKey(
        Attribute, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("attribute")
    )
    value = models.CharField(_("answer"), max_length=120, blank=True)
    boolean = models.BooleanField(_("yes"), default=True)
    low = models.DecimalField(_("from"), max_digits=14, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(_("to"), max_digits=14, decimal_places=4, null=True, blank=True)
    first_day = models.DateField(_("from"), null=True, blank=True)
    last_day = models.DateField(_("to"), null=True, blank=True)
    low_fen = models.BigIntegerField(_("from"), null=True, blank=True)
    high_fen = models.BigIntegerField(_("to"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)

    # For Wagtail's inline panel: the order of the forms is kept in this field.
    sort_order_field = "position"

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(low_fen=None) | models.Q(low_fen__gte=0, low_fen__lte=MAX_FEN),
                name="catalog_condition_low_price",
            ),
            models.CheckConstraint(
                condition=models.Q(high_fen=None) | models.Q(high_fen__gte=0, high_fen__lte=MAX_FEN),
                name="catalog_condition_high_price",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.collection_id} {self.kind}"
