"""Remarks of readers, what is held against them, and where nobody can write."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.stories.models import StoryPage
from content.talk.enums import Refusal, RemarkKind, RemarkState, ReportReason, Writers
from shop.catalog.models import Product
from shop.customers.models import Customer

_ONE_PLACE = Q(story__isnull=False, product__isnull=True) | Q(story__isnull=True, product__isnull=False)


class Remark(models.Model):
    """A comment or a question below a story or a product, with the brand's answer."""

    kind = models.CharField(_("kind"), max_length=10, choices=RemarkKind.choices)
    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, null=True, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, null=True, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    # Under which it stands; everybody reads it.
    name = models.CharField(_("name"), max_length=16)
    # Of somebody who has not bought yet; nobody but staff sees it.
    phone = models.CharField(_("mobile number"), max_length=20, blank=True)
    text = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=10, choices=RemarkState.choices)
    refusal = models.CharField(_("why it is not shown"), max_length=10, choices=Refusal.choices, blank=True)
    # The same words of the same person at the same place are the same remark.
    fingerprint = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("written"))
    changed_at = models.DateTimeField(_("changed"))
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # Something about it that the writer has not looked at yet.
    news_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        default_permissions = ["view", "change"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="talk_newest"),
            models.Index(fields=["state", "-created_at", "-id"], name="talk_by_state"),
            models.Index(fields=["story", "state", "-created_at"], name="talk_below_story"),
            models.Index(fields=["product", "state", "-created_at"], name="talk_below_product"),
            models.Index(fields=["customer", "-created_at"], name="talk_by_customer"),
        ]
        constraints = [
            models.CheckConstraint(condition=_ONE_PLACE, name="talk_at_one_place"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(name=""), name="talk_says_something"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="talk_answer_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state=RemarkState.REFUSED) & ~Q(refusal="") | ~Q(state=RemarkState.REFUSED) & Q(refusal=""),
                name="talk_refused_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        # The history keeps this for good; what somebody takes back must not be in it.
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def place(self) -> StoryPage | Product:
        """What it is about."""
        return self.story or self.product  # type: ignore[return-value]


class Report(models.Model):
    """A reader holds something against a remark."""

    remark = models.ForeignKey(Remark, on_delete=models.CASCADE, related_name="reports")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10, choices=ReportReason.choices)
    at = models.DateTimeField()
    # A member of staff has looked at it.
    seen_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        constraints = [models.UniqueConstraint(fields=["remark", "customer"], name="talk_reported_once")]

    def __str__(self) -> str:
        return f"{self.remark_id} {self.reason}"


class TalkRule(models.Model):
    """One row at most: whether readers can write, and who. Without it nobody can."""

    comments = models.BooleanField(_("comments"), default=False)
    questions = models.BooleanField(_("questions"), default=False)
    writers = models.CharField(_("who may write"), max_length=10, choices=Writers.choices, default=Writers.BUYERS)
    # So many remarks of a buyer were shown, and none refused, until the next ones are shown at once; 0 is never.
    trust_after = models.PositiveSmallIntegerField(_("trusted after"), default=3)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("rule of readers' words")
        verbose_name_plural = _("rule of readers' words")
        default_permissions = ["change"]
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="talk_one_rule")]

    def __str__(self) -> str:
        return self.get_writers_display()


class ClosedPlace(models.Model):
    """A story or a product below which nobody can write."""

    story = models.OneToOneField(StoryPage, on_delete=models.CASCADE, null=True, related_name="+")
    product = models.OneToOneField(Product, on_delete=models.CASCADE, null=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        constraints = [models.CheckConstraint(condition=_ONE_PLACE, name="talk_closed_at_one_place")]

    def __str__(self) -> str:
        return f"{self.story_id} {self.product_id}"
