"""Banners: where, from when to when, what is to be seen, and where it leads."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page

from content.banners.enums import Slot
from content.banners.errors import SponsorMissing, WrongPlace
from shop.catalog.models import Collection, Product
from shop.core.translated import Translated
from shop.promotions.models import Promotion
from shop.social.models import ShortLink


class BannerQuerySet(models.QuerySet["Banner"]):
    """Banners by time."""

    def standing(self) -> "BannerQuerySet":
        """Those that nobody has taken down."""
        return self.filter(withdrawn_at=None)

    def at(self, at: datetime) -> "BannerQuerySet":
        """Those whose time it is."""
        return self.standing().filter(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at)

    def within(self, since: datetime, until: datetime) -> "BannerQuerySet":
        """Those that touch a span of time."""
        return self.standing().filter(Q(ends_at=None) | Q(ends_at__gt=since), starts_at__lt=until)


class Banner(Translated):
    """Something in a place for a time. Time decides; no job has to switch it on or off."""

    slot = models.CharField(pgettext_lazy("banner", "place"), max_length=20, choices=Slot.choices)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("Left empty, it stays until something more important is planned."),
    )
    priority = models.PositiveSmallIntegerField(
        _("importance"),
        default=1,
        help_text=_("0 to 9. Of several at the same time the most important stands there, then the one begun last."),
    )
    headline = models.CharField(_("headline"), max_length=24)
    line = models.CharField(_("one line"), max_length=60, blank=True)
    button = models.CharField(_("word on the button"), max_length=10, blank=True)
    image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_("Set its focal point: phones show it narrower. Without one the words stand alone."),
    )
    # What it leads to: one of them. Gone or not on show, the banner is not shown either.
    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("page")
    )
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    collection = models.ForeignKey(
        Collection, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("collection")
    )
    promotion = models.ForeignKey(
        Promotion, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("promotion"),
        help_text=_("It leads to the first product of it, and stands there only while the promotion runs."),
    )  # fmt: skip
    # Narrowed to one list or one story.
    only_collection = models.ForeignKey(
        Collection,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only in the list of"),
    )
    only_page = models.ForeignKey(
        Page, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("only below the story")
    )
    is_paid = models.BooleanField(
        _("somebody paid for it"),
        default=False,
        help_text=_(
            "Money, goods or a favour in return. The word “Ad” then stands on it (《互联网广告管理办法》第九条)."
        ),
    )
    paid_by = models.CharField(_("by whom"), max_length=60, blank=True)
    link = models.OneToOneField(ShortLink, on_delete=models.PROTECT, related_name="banner", editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("planned"), default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(_("taken down"), null=True, blank=True, editable=False)

    TRANSLATED = ("headline", "line", "button")

    objects = BannerQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("banner")
        verbose_name_plural = _("banners")
        default_permissions = ["view", "change"]
        ordering = ["-starts_at", "-id"]
        indexes = [models.Index(fields=["slot", "starts_at"], name="banners_by_slot")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("It ends before it begins."),
                name="banners_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(priority__lte=9), violation_error_message=_("0 to 9."), name="banners_priority"
            ),
            models.CheckConstraint(
                condition=Q(is_paid=False) | ~Q(paid_by=""),
                violation_error_message=SponsorMissing.message,
                name="banners_ad_names_sponsor",
            ),
            models.CheckConstraint(
                condition=Q(only_collection=None) | Q(slot=Slot.GOODS_LIST),
                violation_error_message=WrongPlace.message,
                name="banners_collection_in_its_list",
            ),
            models.CheckConstraint(
                condition=Q(only_page=None) | Q(slot=Slot.STORY_END),
                violation_error_message=WrongPlace.message,
                name="banners_page_is_story",
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    @classmethod
    def to_translate(cls) -> models.QuerySet[Any]:
        """Those that are not over."""
        return cls.objects.standing().filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now()))

    def get_absolute_url(self) -> str:
        """Of its screen in the admin."""
        return reverse("banner_desk:banner", args=[self.pk])

    @property
    def target(self) -> Any:
        """What it leads to."""
        return self.page or self.product or self.collection or self.promotion

    @property
    def address(self) -> str:
        """Where a tap goes first: it is counted there, and goes on."""
        return reverse("storefront:short_link", args=[self.link.code])
