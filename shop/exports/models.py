"""Exports that were asked for, and those that are made on a schedule."""

from datetime import time
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.core.files import private_storage
from shop.core.models import Job
from shop.exports.enums import Format, Frequency, MailState


def export_path(export: Any, filename: str) -> str:
    """A name that tells nothing and collides with nothing."""
    return f"exports/{timezone.now():%Y/%m}/{export.token}{PurePosixPath(filename).suffix}"


class Schedule(models.Model):
    """A list that is made for people at a set time, for each as they may see it."""

    kind = models.CharField(_("list"), max_length=20)
    query = models.CharField(max_length=1000, blank=True)
    format = models.CharField(_("file"), max_length=4, choices=Format.choices, default=Format.XLSX)
    language = models.CharField(max_length=10)
    frequency = models.CharField(_("how often"), max_length=8, choices=Frequency.choices, default=Frequency.DAILY)
    # Monday is 0; for the weekly ones.
    weekday = models.PositiveSmallIntegerField(_("day of the week"), default=0, validators=[MaxValueValidator(6)])
    # For the monthly ones; in a shorter month its last day.
    month_day = models.PositiveSmallIntegerField(
        _("day of the month"), default=1, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    clock = models.TimeField(_("time"), default=time(8))
    # Only the rows of the days since the one before, where the list knows days.
    only_new = models.BooleanField(default=False)
    recipients = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("recipients"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(default=timezone.now)
    next_at = models.DateTimeField(_("next"), db_index=True)
    # Why the last one could not be made; empty when it could.
    problem = models.CharField(max_length=300, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("scheduled export")
        verbose_name_plural = _("scheduled exports")

    def __str__(self) -> str:
        return f"{self.kind} {self.frequency}"


class Export(models.Model):
    """A file on its way to a person: made at once or by a job, kept in private storage until it expires."""

    token = models.CharField(max_length=32, unique=True, editable=False)
    kind = models.CharField(_("list"), max_length=20)
    query = models.CharField(max_length=1000, blank=True)
    format = models.CharField(_("file"), max_length=4, choices=Format.choices, default=Format.XLSX)
    language = models.CharField(max_length=10)
    # The sensitive permissions that the file makes use of: whoever has lost one of them may not fetch it any more.
    sees = models.JSONField(default=list)
    file = models.FileField(storage=private_storage, upload_to=export_path, blank=True)
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    schedule = models.ForeignKey(Schedule, on_delete=models.SET_NULL, null=True, blank=True, related_name="exports")
    # The moment of the schedule for which it was made.
    due_at = models.DateTimeField(null=True, blank=True)
    mail_state = models.CharField(max_length=8, choices=MailState.choices, blank=True)
    mail_error = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("time"), default=timezone.now)
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(_("kept until"), db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes = [models.Index(fields=["created_by", "-created_at"], name="exports_mine")]
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "due_at", "created_by"],
                condition=models.Q(schedule__isnull=False),
                name="exports_once_for_each",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_at_work(self) -> bool:
        """Whether somebody waits for its file."""
        return self.ready_at is None and self.job is not None and not self.job.is_over

    @property
    def has_failed(self) -> bool:
        """Whether it can be tried again: its work or its mail ended badly, or somebody stopped it."""
        is_stuck = self.ready_at is None and self.job is not None and self.job.is_over
        return is_stuck or self.mail_state == MailState.FAILED
