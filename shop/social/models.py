"""Campaigns, short links, their visits, and where orders came from."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Product
from shop.customers.models import Customer
from shop.orders.models import Order, OrderLine


class Campaign(models.Model):
    """A named push: an autumn harvest, a leaflet, a live room."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name


class ShortLink(models.Model):
    """A signed code that names what is shared, by whom and for what. Depth 1: a link has one sharer, no chain."""

    class Medium(models.TextChoices):
        POSTER = "poster", _("Poster")
        LINK = "link", _("Link")
        CHANNEL = "channel", _("Channel")
        # Within the shop: it takes no credit from who brought the visitor.
        BANNER = "banner", _("Banner")

    code = models.CharField(_("code"), max_length=24, unique=True, null=True)  # noqa: DJ001 set from the pk right after insert
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    medium = models.CharField(_("medium"), max_length=10, choices=Medium.choices, default=Medium.LINK)
    sharer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="links",
        verbose_name=_("sharer"),
    )
    # Staff who made a link for the brand itself.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    campaign = models.ForeignKey(
        Campaign,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="links",
        verbose_name=_("campaign"),
    )
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("short link")
        verbose_name_plural = _("short links")
        ordering = ["-id"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="social_link_target")]

    def __str__(self) -> str:
        return self.code or ""


class LinkVisit(models.Model):
    """One scan or tap of a short link."""

    link = models.ForeignKey(ShortLink, on_delete=models.CASCADE, related_name="visits")
    at = models.DateTimeField(default=timezone.now)
    customer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [models.Index(fields=["link", "-at"], name="social_visit_by_link")]

    def __str__(self) -> str:
        return f"{self.link_id} {self.at}"


class OutboundClick(models.Model):
    """A visitor went on to another shop: at most once a day for each product."""

    class Source(models.TextChoices):
        LINK = "link", _("Short link or poster")
        STORY = "story", _("Story")
        DIRECT = "direct", _("Directly")

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+", verbose_name=_("product"))
    host = models.CharField(_("other shop"), max_length=255)
    day = models.DateField(_("day"))
    # A keyed hash that changes every day: it tells visitors apart and follows nobody.
    visitor = models.CharField(max_length=32)
    source = models.CharField(_("came through"), max_length=10, choices=Source.choices)
    link = models.ForeignKey(ShortLink, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    story_title = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("click to another shop")
        verbose_name_plural = _("clicks to other shops")
        default_permissions = ["view"]
        constraints = [models.UniqueConstraint(fields=["product", "day", "visitor"], name="social_click_once")]
        indexes = [models.Index(fields=["day"], name="social_click_by_day")]

    def __str__(self) -> str:
        return f"{self.product_id} {self.day}"


class StoryBlock(models.Model):
    """A block of a published story that leads to goods. It stays when the block, or the story, is gone."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.SET_NULL, null=True, related_name="+")
    # The page's id, which stays when the page is gone: figures of a story are kept by it.
    page_ref = models.BigIntegerField(default=0, db_index=True)
    # The story's title and what the block is called, as they were last published.
    page_title = models.CharField(_("story"), max_length=255)
    # The block's own id, its type, and its words.
    block_id = models.CharField(max_length=36)
    kind = models.CharField(max_length=30)
    label = models.CharField(_("block"), max_length=120, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("block of a story")
        verbose_name_plural = _("blocks of stories")
        default_permissions = ["view"]
        constraints = [models.UniqueConstraint(fields=["page", "block_id"], name="social_block_once")]

    def __str__(self) -> str:
        return f"{self.page_title} · {self.label or self.kind}"


class StoryTap(models.Model):
    """A visitor went from a block of a story to a product: at most once a day for each block and product."""

    block = models.ForeignKey(StoryBlock, on_delete=models.PROTECT, related_name="taps")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    day = models.DateField(_("day"))
    # As in ``OutboundClick``: changes every day, follows nobody.
    visitor = models.CharField(max_length=32)
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        constraints = [models.UniqueConstraint(fields=["block", "product", "day", "visitor"], name="social_tap_once")]
        indexes = [models.Index(fields=["day"], name="social_tap_by_day")]

    def __str__(self) -> str:
        return f"{self.block_id} {self.day}"


class Attribution(models.Model):
    """Where an order came from: the first and the last touch before it, and the story it was read in."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="attribution")
    first_link = models.ForeignKey(ShortLink, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    first_at = models.DateTimeField(null=True, blank=True)
    last_link = models.ForeignKey(
        ShortLink, on_delete=models.PROTECT, null=True, blank=True, related_name="attributions"
    )
    last_at = models.DateTimeField(null=True, blank=True)
    # The banner that was tapped last.
    banner_link = models.ForeignKey(
        ShortLink, on_delete=models.PROTECT, null=True, blank=True, related_name="banner_attributions"
    )
    story = models.ForeignKey("wagtailcore.Page", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # The story's title then: a page may be deleted.
    story_title = models.CharField(max_length=255, blank=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.order_id)


class LineAttribution(models.Model):
    """How the goods of an order line were found: the first and the last block of a story that led to them."""

    line = models.OneToOneField(OrderLine, on_delete=models.PROTECT, related_name="attribution")
    first_block = models.ForeignKey(StoryBlock, on_delete=models.PROTECT, related_name="first_lines")
    first_at = models.DateTimeField()
    last_block = models.ForeignKey(StoryBlock, on_delete=models.PROTECT, related_name="last_lines")
    last_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        constraints = [
            models.CheckConstraint(condition=Q(first_at__lte=F("last_at")), name="social_line_first_then_last")
        ]

    def __str__(self) -> str:
        return str(self.line_id)
