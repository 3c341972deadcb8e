"""Outbox, idempotency keys, jobs with progress."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OutboxEvent(models.Model):
    """An event written in the transaction of its change; delivered at least once afterwards."""

    name = models.CharField(max_length=60)
    payload = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)
    delivered_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(default=timezone.now)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["retry_at"], condition=models.Q(delivered_at=None), name="core_outbox_due"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class IdempotencyKey(models.Model):
    """The stored answer to a write, so that a repeated request gets the same one."""

    actor = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="core_idempotency_once")]

    def __str__(self) -> str:
        return f"{self.actor} {self.key}"


class JobLost(Exception):
    """Another runner has the job now."""


class JobStopped(Exception):
    """Somebody asked the job to stop."""


class Job(models.Model):
    """A long piece of work in the background: resumable, with progress that people can watch."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        STOPPED = "stopped", _("Stopped")

    # A runner that has said nothing for this long is taken for dead; the sweep starts the job again.
    STALE_AFTER = timedelta(seconds=60)
    # How often it is taken up again without having got any further before it is given up.
    MAX_TAKEOVERS = 3
    # A person who watches is told before that.
    SILENT_AFTER = timedelta(seconds=15)

    kind = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    # Runners that died since the last progress.
    takeovers = models.PositiveSmallIntegerField(default=0)
    # Somebody pressed stop: the runner ends before its next piece.
    stop_asked = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [models.Index(fields=["state", "heartbeat_at"], name="core_job_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def percent(self) -> int:
        """Progress in whole percent, 0 to 100."""
        if self.state == self.State.DONE:
            return 100
        return min(99, self.done_count * 100 // self.total_count) if self.total_count else 0

    @property
    def is_silent(self) -> bool:
        """Whether its runner has not said anything for longer than a piece of work takes."""
        return self.state == self.State.RUNNING and timezone.now() - self.heartbeat_at > self.SILENT_AFTER

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED, self.State.STOPPED}

    def advance(self, *, done_count: int, result: dict[str, Any] | None = None) -> None:
        """Note progress; call it in the transaction of the work itself, so that a crash resumes exactly there.

        ``JobLost`` if another runner took over meanwhile (this one was silent for too long): the transaction
        must not be committed then, so that no piece is done twice. ``JobStopped`` if somebody asked it to stop: the
        piece is rolled back, those before it stay.
        """
        changes: dict[str, Any] = {"done_count": done_count, "heartbeat_at": timezone.now(), "takeovers": 0}
        if result is not None:
            changes["result"] = result
        held = Job.objects.filter(pk=self.pk, state=self.State.RUNNING, started_at=self.started_at)
        if not held.filter(stop_asked=False).update(**changes):
            raise JobStopped if held.exists() else JobLost
        for name, value in changes.items():
            setattr(self, name, value)
