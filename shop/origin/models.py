"""Stories of lots, print runs, their codes, and the scans of them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Product
from shop.core.files import private_storage
from shop.core.models import Job
from shop.inventory.models import Lot
from shop.orders.models import Order
from shop.origin.enums import Preset, Target
from shop.origin.rules import LAYOUTS, Layout
from shop.social import codes

PURPOSE = "origin"


class LotStory(models.Model):
    """What can be told of a lot: seen by whoever scans its code, from the moment it is public."""

    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, related_name="story", verbose_name=_("lot"))
    title = models.CharField(_("headline"), max_length=60)
    text = models.TextField(_("story"), blank=True)
    image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    page = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("longer story"),
    )
    is_public = models.BooleanField(_("public"), default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("story of a lot")
        verbose_name_plural = _("stories of lots")
        default_permissions = ["change"]

    def __str__(self) -> str:
        return self.title


class LotDocument(models.Model):
    """A document of the library that belongs to a lot: an inspection report, a certificate."""

    story = models.ForeignKey(LotStory, on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("document")
    )
    title = models.CharField(_("called"), max_length=60)
    issued_on = models.DateField(_("of"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        default_permissions = []

    def __str__(self) -> str:
        return self.title


def sheets_path(run: Any, filename: str) -> str:
    """A name that tells nothing and collides with nothing."""
    return f"labels/{timezone.now():%Y/%m}/{run.token}.pdf"


class PrintRun(models.Model):
    """Labels printed together. Its codes are never used for anything else, also after it was withdrawn."""

    target = models.CharField(_("the code speaks of"), max_length=8, choices=Target.choices)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+", verbose_name=_("product"))
    lot = models.ForeignKey(
        Lot, on_delete=models.PROTECT, null=True, blank=True, related_name="print_runs", verbose_name=_("lot")
    )
    preset = models.CharField(_("labels"), max_length=10, choices=Preset.choices)
    labels = models.PositiveIntegerField(_("how many"))
    # A line of its own on every label.
    line = models.CharField(_("line on the label"), max_length=40, blank=True)
    note = models.CharField(_("note"), max_length=120, blank=True)
    token = models.CharField(max_length=32, unique=True, editable=False)
    file = models.FileField(storage=private_storage, upload_to=sheets_path, blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    ready_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why"), max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("time"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("print run")
        verbose_name_plural = _("print runs")
        default_permissions = ["add", "view"]
        permissions = [("withdraw_printrun", _("Can withdraw labels"))]
        indexes = [models.Index(fields=["-created_at", "-id"], name="origin_run_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(labels__gte=1), name="origin_run_has_labels"),
            models.CheckConstraint(condition=~Q(target="lot") | Q(lot__isnull=False), name="origin_run_of_lot_has_one"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.target} × {self.labels}"

    @property
    def layout(self) -> Layout:
        return LAYOUTS[Preset(self.preset)]

    @property
    def is_at_work(self) -> bool:
        """Whether its sheets are being made."""
        return self.ready_at is None and self.job is not None and not self.job.is_over


class PrintedCode(models.Model):
    """A code on paper: one for all labels of a run (number 0), or one for each."""

    run = models.ForeignKey(PrintRun, on_delete=models.PROTECT, related_name="codes")
    number = models.PositiveIntegerField(_("number"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="origin_code_once")]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """As it is printed: signed, so that nobody makes one up."""
        return codes.encode(self.pk, PURPOSE)


class LabelOrder(models.Model):
    """An order whose customer came by scanning a label. Sales are counted from it: what was refunded is none."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="label")
    code = models.ForeignKey(PrintedCode, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(PrintRun, on_delete=models.PROTECT, related_name="orders")
    scanned_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []

    def __str__(self) -> str:
        return str(self.order_id)


class Scan(models.Model):
    """Somebody looked at a code: each visitor once a day for each code. Append-only; figures are counted from it."""

    code = models.ForeignKey(PrintedCode, on_delete=models.PROTECT, related_name="scans")
    run = models.ForeignKey(PrintRun, on_delete=models.PROTECT, related_name="scans")
    day = models.DateField()
    # A keyed hash that changes every day: it tells visitors apart and follows nobody.
    visitor = models.CharField(max_length=32)
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        constraints = [models.UniqueConstraint(fields=["code", "day", "visitor"], name="origin_scan_once")]
        indexes = [
            models.Index(fields=["run", "day"], name="origin_scan_by_run"),
            models.Index(fields=["code", "at"], name="origin_scan_first"),
        ]

    def __str__(self) -> str:
        return f"{self.code_id} {self.day}"
