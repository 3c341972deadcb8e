"""The register of rights, the assets a licence covers, and projects with another brand."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from content.media.models import BrandDocument
from content.rights.enums import RightKind, Standing
from shop.catalog.models import Product

SOON_DAYS = 60
# Whoever wants to renew a mark has a year for it (商标法, article 40).
MARK_DAYS = 365


class Term(models.Model):
    """From one day to another, both included; without an end it goes on."""

    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        abstract = True

    def is_over(self, on: date) -> bool:
        """Whether it had ended before that day."""
        return self.ends_on is not None and self.ends_on < on


class RightQuerySet(models.QuerySet["Right"]):
    """Rights by how they stand."""

    def over(self, on: date) -> "RightQuerySet":
        """Those that had ended before that day."""
        return self.filter(ends_on__lt=on)

    def ending(self, on: date) -> "RightQuerySet":
        """Those that still hold and end within their time of notice."""
        marks = Q(kind=RightKind.MARK, ends_on__lte=on + timedelta(days=MARK_DAYS))
        others = ~Q(kind=RightKind.MARK) & Q(ends_on__lte=on + timedelta(days=SOON_DAYS))
        return self.filter(marks | others, ends_on__gte=on)


class Right(Term):
    """A name, a mark, a licence, a certificate or a report: what, whose, its number, until when, and the paper."""

    kind = models.CharField(_("kind"), max_length=12, choices=RightKind.choices)
    title = models.CharField(_("what"), max_length=80)
    party = models.CharField(
        _("who"),
        max_length=80,
        blank=True,
        help_text=_("Who owns it, gave it, got it or issued it."),
    )
    number = models.CharField(_("registered number"), max_length=60, blank=True)
    classes = models.CharField(_("classes"), max_length=60, blank=True, help_text=_("Of a trade mark: 29, 31 …"))
    scope = models.CharField(
        _("for what"), max_length=200, blank=True, help_text=_("Where and for what it may be used.")
    )
    wrong_forms = models.CharField(
        _("wrong spellings"),
        max_length=200,
        blank=True,
        help_text=_("Of a name or mark, separated by commas: drafts are looked through for them."),
    )
    document = models.ForeignKey(
        BrandDocument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document of it"),
    )
    product = models.ForeignKey(
        Product, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    # The end for which somebody was told: another end is told anew.
    told_soon = models.DateField(null=True, blank=True, editable=False)
    told_over = models.DateField(null=True, blank=True, editable=False)

    objects = RightQuerySet.as_manager()

    class Meta:
        verbose_name = _("right")
        verbose_name_plural = _("rights")
        default_permissions = ["view", "change"]
        ordering = [F("ends_on").asc(nulls_last=True), "title", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day is before the first."),
                name="rights_ends_after_start",
            )
        ]
        indexes = [models.Index(fields=["ends_on"], name="rights_by_end")]

    def __str__(self) -> str:
        return self.title

    @property
    def notice(self) -> timedelta:
        """How long before its end it is spoken of."""
        return timedelta(days=MARK_DAYS if self.kind == RightKind.MARK else SOON_DAYS)

    def standing(self, on: date) -> Standing:
        """How it stands on that day."""
        if self.is_over(on):
            return Standing.OVER
        if self.starts_on is not None and self.starts_on > on:
            return Standing.FUTURE
        soon = self.ends_on is not None and self.ends_on <= on + self.notice
        return Standing.SOON if soon else Standing.VALID


class Covered(models.Model):
    """A picture or document that may be used by a licence."""

    right = models.ForeignKey(Right, on_delete=models.CASCADE, related_name="covered")
    image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    document = models.ForeignKey(BrandDocument, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(image=None, document__isnull=False) | Q(image__isnull=False, document=None),
                name="rights_covers_one_thing",
            ),
            models.UniqueConstraint(fields=["right", "image"], name="rights_covers_image_once"),
            models.UniqueConstraint(fields=["right", "document"], name="rights_covers_document_once"),
        ]

    def __str__(self) -> str:
        return f"{self.right_id} {self.image_id or self.document_id}"

    @property
    def asset(self) -> Any:
        """What is covered."""
        return self.image or self.document


class Project(Term):
    """Something told and sold together with another brand: its story, and who gets which part of what it sold."""

    title = models.CharField(_("project"), max_length=80)
    partner = models.CharField(_("partner"), max_length=80)
    story = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("shared story"),
    )
    # Hundredths of a percent, so that a third can be said as exactly as it is agreed.
    part_basis_points = models.PositiveIntegerField(
        _("the partner's part"), default=0, validators=[MinValueValidator(0), MaxValueValidator(10_000)]
    )
    document = models.ForeignKey(
        BrandDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("contract")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("co-brand project")
        verbose_name_plural = _("co-brand projects")
        default_permissions = ["view", "change"]
        ordering = [F("ends_on").desc(nulls_first=True), "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day is before the first."),
                name="rights_project_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(part_basis_points__lte=10_000), name="rights_share_at_most_all"),
        ]

    def __str__(self) -> str:
        return self.title
