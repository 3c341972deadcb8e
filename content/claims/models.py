"""Claims about products, and the returns that staff hold against them."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.aftersales.models import CaseLine
from shop.catalog.models import Product


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims by whether they are still made."""

    def standing(self) -> "ClaimQuerySet":
        """Those that are not retired."""
        return self.filter(retired_at=None)


class Claim(models.Model):
    """Something said about a product that its buyers can find true or not: “crisp for 14 days”, “no wax”."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="claims", verbose_name=_("product"))
    title = models.CharField(_("claim"), max_length=40, help_text=_("In a few words, as colleagues speak of it."))
    # One in a line; whitespace apart they are found in texts as they stand.
    wordings = models.TextField(
        _("as texts say it"),
        blank=True,
        max_length=600,
        help_text=_(
            "One in a line. Where a text about the product says so, it makes the claim; the claim itself counts."
        ),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Orders from then on count: nobody was promised it before.
    since = models.DateField(_("said since"), default=timezone.localdate)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)

    objects = ClaimQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        default_permissions = ["view", "change"]
        permissions = [("tag_case", _("Can say which claims a case contradicts"))]
        ordering = ["product", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "title"],
                condition=models.Q(retired_at=None),
                violation_error_message=_("This claim about the product is known already."),
                name="claims_claim_once",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Of its screen in the admin."""
        return reverse("claims_desk:claim", args=[self.pk])

    @property
    def phrases(self) -> list[str]:
        """Everything that makes the claim when a text says it; the longest first."""
        lines = [self.title, *self.wordings.splitlines()]
        return sorted({" ".join(line.split()) for line in lines if line.strip()}, key=lambda row: (-len(row), row))


class CountedClaim(models.Model):
    """What a claim stood at when it was last counted: lists are sorted by it, and would count millions of lines anew.

    Its own page and the checks of drafts count at once (``queries.standings``).
    """

    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, related_name="counted")
    sold = models.IntegerField()
    returns = models.IntegerField()
    contradicted = models.IntegerField()
    share = models.FloatField()
    # The SKUs and lots of which more comes back than usual.
    alarms = models.JSONField(default=list)
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []

    def __str__(self) -> str:
        return f"{self.claim_id} {self.contradicted}/{self.sold}"


class CaseTag(models.Model):
    """What came back contradicts a claim, as staff see it."""

    line = models.ForeignKey(CaseLine, on_delete=models.PROTECT, related_name="claim_tags")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="tags")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        constraints = [models.UniqueConstraint(fields=["line", "claim"], name="claims_tag_once")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.claim_id}"
