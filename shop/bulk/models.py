"""A run: what shall become of many goods, row by row, what became of each, and how it is taken back."""

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.bulk.enums import Outcome, RunKind, RunState, Undo, Verdict
from shop.catalog.models import Product, Sku
from shop.core.files import private_storage
from shop.core.models import Job


def upload_path(run: Any, filename: str) -> str:
    """A name that tells nothing and collides with nothing."""
    return f"imports/{timezone.now():%Y/%m}/{run.token}{PurePosixPath(filename).suffix.lower()[:5]}"


class Run(models.Model):
    """Changes to many goods on their way into the shop: checked (dry run), applied, perhaps undone.

    ``options`` holds the choices made on the screen. Import: columns, rule for codes that come twice, stock, state of
    new products. Bulk edit: which list, and what is to be changed (``shop.bulk.edits``). ``counts`` sums the rows up.
    """

    kind = models.CharField(_("kind"), max_length=6, choices=RunKind.choices, default=RunKind.IMPORT)
    token = models.CharField(max_length=32, unique=True, editable=False)
    file = models.FileField(storage=private_storage, upload_to=upload_path, blank=True)
    # A ZIP that came with the file.
    pictures = models.FileField(storage=private_storage, upload_to=upload_path, blank=True)
    file_name = models.CharField(_("file"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RunState.choices, default=RunState.UPLOADED)
    # Fingerprint of the header: what was chosen for such a file is offered again.
    shape = models.CharField(max_length=64, blank=True, db_index=True)
    header = models.JSONField(default=list)
    sample = models.JSONField(default=list)
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    options = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("time"), default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    # When its file and rows were thrown away; ``counts`` stay.
    cleared_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("bulk change")
        verbose_name_plural = _("bulk changes")
        indexes = [models.Index(fields=["-created_at", "-id"], name="bulk_run_newest")]

    def __str__(self) -> str:
        return self.file_name or self.reference

    @property
    def reference(self) -> str:
        """How price log and movements name this run."""
        return f"{'EDIT' if self.kind == RunKind.EDIT else 'IMPORT'}-{self.pk}"

    @property
    def undo_reference(self) -> str:
        """How they name its undo."""
        return f"{self.reference}-UNDO"


class RowQuerySet(models.QuerySet["Row"]):
    """Rows of runs."""

    def rewrite(self, rows: Sequence["Row"], fields: list[str]) -> None:
        """Store these fields of existing rows: as an upsert, which takes a fifth of the time of ``bulk_update``."""
        Row.objects.bulk_create(rows, batch_size=500, update_conflicts=True, unique_fields=["id"], update_fields=fields)


class Row(models.Model):
    """One row: what it says, what the dry run decided, and what came of it."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="rows")
    # The row's number as the spreadsheet shows it (the header is row 1); in a bulk edit, its place in the list.
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=40, blank=True)
    # Parsed cells by field; amounts in fen. Empty cells are absent.
    values = models.JSONField(default=dict)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    # [[field, old, new], …]: what a changed row changes; old is what the import expects to find.
    changes = models.JSONField(default=list)
    # What ``values`` of the other rows with this code say differently: [[field, [values …]], …].
    conflicts = models.JSONField(default=list)
    # {"code": …, parameters}: see ``shop.bulk.imports.reasons``.
    reason = models.JSONField(default=dict)
    # Whether something speaks of what a bulk edit would take away.
    breaks = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    sku = models.ForeignKey(Sku, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Set where a row is about a product as a whole (bulk edit of its state, collections).
    product = models.ForeignKey(Product, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Ids of what was made for the row besides its SKU, for the undo: product, option, value, item, collection.
    made = models.JSONField(default=dict)
    undo = models.CharField(max_length=4, choices=Undo.choices, blank=True)
    # Reasons like ``reason``, one for each thing that was left as it is.
    undo_notes = models.JSONField(default=list)

    objects = RowQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("row of a bulk change")
        verbose_name_plural = _("rows of bulk changes")
        indexes = [
            models.Index(fields=["run", "code", "number"], name="bulk_row_code"),
            models.Index(fields=["run", "verdict", "number"], name="bulk_row_verdict"),
        ]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="bulk_row_once")]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.number}"
