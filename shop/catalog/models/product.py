"""Products: content only. Price, stock and SKUs are never part of a draft (see docs/architecture.md, trap T1)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel, get_all_child_relations
from taggit.managers import TaggableManager
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, Orderable, PreviewableMixin, RevisionMixin
from wagtail.search import index

from shop.catalog.enums import AttributeKind, ProductKind
from shop.catalog.models.attribute import ProductType
from shop.catalog.models.category import Category, TaggedProduct
from shop.catalog.models.slugs import unique_slug
from shop.core import clock
from shop.core.publishing import AskedBeforePublishing
from shop.core.search import index_text
from shop.core.translated import Source, Text, Translated

# What a product is besides its content: changed with immediate effect, never by a draft or revision (trap T1).
IMMEDIATE = ("kind", "category", "edited_at", "translations")


# Translations of these are searched.
_FOUND_BY = ("title", "subtitle")
# Of a fact in words, in another language.
MAX_FACT = 240


def fact_key(attribute_id: int) -> str:
    """Under which the translation of a fact is kept."""
    return f"attribute.{attribute_id}"


class ProductQuerySet(models.QuerySet["Product"]):
    """Products by what shoppers may see."""

    def visible(self, at: datetime) -> "ProductQuerySet":
        """Published, and not past its end at ``at``, even if the job that takes it down is late."""
        return self.filter(Q(expire_at=None) | Q(expire_at__gt=at), live=True)


class Product(  # type: ignore[misc]
    Translated, AskedBeforePublishing, DraftStateMixin, RevisionMixin, PreviewableMixin, index.Indexed, ClusterableModel
):
    """What is told and shown about a thing for sale. Its SKUs say what is bought."""

    # Not content: see ``IMMEDIATE``.
    kind = models.CharField(
        _("kind"), max_length=20, choices=ProductKind.choices, default=ProductKind.PHYSICAL, editable=False
    )
    category = models.ForeignKey(
        Category,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="products",
        verbose_name=_("category"),
    )
    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(
        _("address"), max_length=80, unique=True, blank=True, help_text=_("Last part of the page's address.")
    )
    subtitle = models.CharField(
        _("one line"), max_length=160, blank=True, help_text=_("The one line that makes it this product.")
    )
    body = RichTextField(_("description"), blank=True)
    cover = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cover picture"),
    )
    product_type = models.ForeignKey(
        ProductType,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="products",
        verbose_name=_("product type"),
        help_text=_("Says which facts are told about it."),
    )
    # Attribute id → value, see ``shop.catalog.attributes``. Values of other types stay, so that a change of type and
    # back loses nothing.
    attributes = models.JSONField(_("facts"), default=dict, blank=True)
    video = models.ForeignKey(
        "catalog.Video", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("video")
    )
    video_poster = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture before it plays"),
        help_text=_("Left empty, the cover picture stands there."),
    )
    seo_title = models.CharField(
        _("search engine title"), max_length=70, blank=True, help_text=_("Left empty, the product's name is used.")
    )
    share_image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("share picture"),
        help_text=_("Shown where its address is shared. Left empty, the cover is used."),
    )
    seo_description = models.CharField(_("search engine description"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    # When its content was last worked on, drafts included: of its latest revision, or when it was made.
    edited_at = models.DateTimeField(_("Updated"), default=timezone.now, editable=False)

    tags = TaggableManager(through=TaggedProduct, blank=True, related_name="products")

    TRANSLATED = ("title", "subtitle", "body", "seo_title", "seo_description")

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="product")

    objects = ProductQuerySet.as_manager()

    search_fields = [
        index.SearchField("search_tokens"),
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.FilterField("live"),
        # The chooser searches among what shoppers may see.
        index.FilterField("expire_at"),
    ]

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="catalog_product_newest"),
            models.Index(fields=["first_published_at"], name="catalog_product_published"),
            models.Index(fields=["-edited_at", "-id"], name="catalog_product_edited"),
            models.Index(fields=["id"], condition=Q(live=False), name="catalog_product_not_live"),
            models.Index(fields=["id"], condition=Q(has_unpublished_changes=True), name="catalog_product_changed"),
            models.Index(fields=["expire_at"], condition=Q(expire_at__isnull=False), name="catalog_product_expires"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def revisions(self) -> Any:
        return self._revisions

    def is_visible(self, at: datetime) -> bool:
        """Whether shoppers may see it at ``at``: the rule of ``Product.objects.visible``, for one at hand."""
        return bool(self.live) and (self.expire_at is None or self.expire_at > at)

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """The product as a revision tells it; what is not content is as it is now (trap T1)."""
        product = super().with_content_json(content)
        for name in IMMEDIATE:
            setattr(product, name, getattr(self, name))
        return product

    def search_tokens(self) -> str:
        """Uni- and bigrams of what a shopper may type."""
        words = [str(value) for value in self.attributes.values() if isinstance(value, str)]
        told = [texts[name]["text"] for texts in self.translations.values() for name in _FOUND_BY if name in texts]
        return index_text(" ".join([self.title, self.subtitle, *words, *told]))

    @property
    def told_headline(self) -> Text:
        """Its title for search engines and shared links."""
        return self.told_first("seo_title", "title")

    @property
    def told_summary(self) -> Text:
        """A sentence about it for search engines and shared links."""
        return self.told_first("seo_description", "subtitle", "title")

    def sources(self) -> list[Source]:
        """Its texts, and its facts that are told in words."""
        return [*super().sources(), *self._facts_in_words()]

    def _facts_in_words(self) -> list[Source]:
        rows = self.product_type.attributes.all() if self.product_type else ()
        return [
            Source(fact_key(row.pk), row.name, text, max_length=MAX_FACT)
            for row in rows
            if row.kind == AttributeKind.TEXT and (text := self.attributes.get(str(row.pk))) and isinstance(text, str)
        ]

    @classmethod
    def to_translate(cls) -> models.QuerySet[Any]:
        """With its facts, options and questions; what was never shown comes when it is."""
        rows = cls.objects.filter(live=True).select_related("product_type").order_by("title", "pk")
        return rows.prefetch_related("product_type__attributes", "options__values", "spec_fields__choices")

    def translated_parts(self) -> list[Translated]:
        """With its options, and the questions of its order form."""
        parts: list[Translated] = [self]
        for option in self.options.all():
            parts += [option, *option.values.all()]
        for question in self.spec_fields.all():
            parts += [question, *question.choices.all()]
        return parts

    def after_translation(self) -> None:
        """Shoppers find it by its names in every language."""
        index.insert_or_update_object(self)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug and self.title:
            self.slug = unique_slug(Product, self.title, exclude_pk=self.pk)
        super().full_clean(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write content alone of a product that exists: whoever loaded it earlier must not set the rest back."""
        if self.pk is not None and not kwargs.get("force_insert") and kwargs.get("update_fields") is None:
            columns = [field.name for field in self._meta.concrete_fields if not field.primary_key]
            children = [relation.get_accessor_name() for relation in get_all_child_relations(type(self))]
            kwargs["update_fields"] = [name for name in (*columns, *children) if name not in IMMEDIATE]
        super().save(*args, **kwargs)

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """A revision, and when it was made."""
        revision = super().save_revision(*args, **kwargs)
        self.edited_at = revision.created_at
        Product.objects.filter(pk=self.pk).update(edited_at=self.edited_at)
        return revision

    def get_absolute_url(self) -> str:
        return reverse("storefront:product", args=[self.slug])

    @property
    def full_url(self) -> str | None:
        """The address that its preview believes to have."""
        return f"{settings.SITE_URL}{self.get_absolute_url()}" if self.slug else None

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "shop/storefront/product.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        return {**super().get_preview_context(request, mode_name), "product": self, "at": clock.now()}


class ProductPicture(Orderable):
    """A further picture of a product, in the order shown. Content, so it belongs to the draft."""

    product = ParentalKey(Product, on_delete=models.CASCADE, related_name="pictures")
    image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("picture")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return f"{self.product_id} {self.image_id}"


class RelatedProduct(Orderable):
    """What the merchant shows beside a product, in this order. Content, so it belongs to the draft."""

    product = ParentalKey(Product, on_delete=models.CASCADE, related_name="related")
    target = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+", verbose_name=_("product"))

    class Meta(Orderable.Meta):
        verbose_name = _("related product")
        verbose_name_plural = _("related products")

    def __str__(self) -> str:
        return f"{self.product_id} {self.target_id}"
