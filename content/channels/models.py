"""Pieces: what a story says in one channel."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from content.channels.enums import PieceState
from content.channels.outlets import channel_label, channels, get_channel
from shop.social.models import ShortLink

# Handed over for so long without an answer, a person has to look.
UNKNOWN_AFTER = timedelta(days=1)


def self_sending() -> list[str]:
    """Codes of the channels that send by themselves."""
    return [channel.code for channel in channels() if channel.publisher() is not None]


class PieceQuerySet(models.QuerySet["Piece"]):
    """Pieces by what is to be done."""

    def standing(self) -> "PieceQuerySet":
        """Those that were not dropped."""
        return self.exclude(state=PieceState.DROPPED)

    def due(self, at: datetime) -> "PieceQuerySet":
        """Scheduled ones whose moment has come, and which go out by themselves."""
        return self.filter(state=PieceState.SCHEDULED, goes_out_at__lte=at, channel__in=self_sending())

    def called_for(self, at: datetime) -> "PieceQuerySet":
        """Those that a person has to put there now: their moment has come, or the channel did not take them,
        or has not said for a day what became of them.
        """
        by_hand = Q(state=PieceState.SCHEDULED, goes_out_at__lte=at) & ~Q(channel__in=self_sending())
        unknown = Q(state=PieceState.SENDING, goes_out_at__lte=at - UNKNOWN_AFTER)
        return self.filter(by_hand | unknown | Q(state=PieceState.FAILED))


class Piece(models.Model):
    """A story in one channel: its own words, pictures, link and moment."""

    # A story, or another page that is told (``BrandPage.is_told``). It may be deleted; what was said stays.
    story = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("page")
    )
    channel = models.CharField(_("channel"), max_length=20)
    state = models.CharField(
        _("state"), max_length=10, choices=PieceState.choices, default=PieceState.PLANNED, editable=False
    )
    title = models.CharField(_("title"), max_length=200, blank=True)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    hashtags = models.CharField(_("hashtags"), max_length=300, blank=True)
    with_poster = models.BooleanField(_("with a poster"), default=False)
    # Of its own, so that whoever comes through it came from here.
    link = models.OneToOneField(ShortLink, on_delete=models.PROTECT, related_name="piece", editable=False)
    # When it is to go out; only a scheduled one does so by itself, or is called for.
    goes_out_at = models.DateTimeField(_("goes out"), null=True, blank=True)
    # Rises with every change of the words: who saves or approves says which ones they saw.
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    out_at = models.DateTimeField(_("out since"), null=True, editable=False)
    published_url = models.URLField(_("published address"), max_length=500, blank=True, editable=False)
    # Of a channel that sends by itself: what it was told and what it answered, so that nothing is done twice.
    kept = models.JSONField(default=dict, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    ask_at = models.DateTimeField(null=True, editable=False)
    # As the channel counts them, where it does.
    readers = models.PositiveIntegerField(_("readers"), null=True, editable=False)
    error = models.CharField(_("error"), max_length=300, blank=True, editable=False)

    objects = PieceQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("piece")
        verbose_name_plural = _("pieces")
        default_permissions = ["view", "change"]
        permissions = [("approve_piece", _("Can approve, schedule and publish pieces"))]
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["goes_out_at"], name="channels_by_moment"),
            models.Index(fields=["ask_at"], condition=Q(state="sending"), name="channels_to_ask"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="out", out_at__isnull=False) | (~Q(state="out") & Q(out_at=None)),
                name="channels_out_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["scheduled", "sending"]) | Q(goes_out_at__isnull=False),
                name="channels_scheduled_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "scheduled", "sending", "out"]) | Q(approved_at__isnull=False),
                name="channels_sent_is_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel_label} · {self.heading}"

    def get_absolute_url(self) -> str:
        return reverse("channel_desk:piece", args=[self.pk])

    @property
    def heading(self) -> str:
        """What lists call it: its title, else its story's, else how it begins."""
        return self.title or (self.story.title if self.story else "") or self.text[:30]

    @cached_property
    def page(self) -> Any:
        """The page in full; None if it was deleted."""
        return self.story.specific if self.story else None

    @cached_property
    def outlet(self) -> Any:
        """The channel; None if it is not in use any more."""
        return get_channel(self.channel)

    @property
    def channel_label(self) -> str:
        return channel_label(self.channel)

    @property
    def is_writable(self) -> bool:
        from content.channels.rules import WRITABLE

        return self.state in WRITABLE

    def is_called_for(self, at: datetime) -> bool:
        """Whether somebody has to put it there, now (see ``PieceQuerySet.called_for``)."""
        if self.state == PieceState.FAILED:
            return True
        if self.state == PieceState.SENDING:
            return self.goes_out_at is not None and self.goes_out_at <= at - UNKNOWN_AFTER
        if self.state != PieceState.SCHEDULED or self.goes_out_at is None or self.goes_out_at > at:
            return False
        return self.channel not in self_sending()


class DailyQuota(models.Model):
    """How many pieces a day a channel is to have; none for as many as there are."""

    channel = models.CharField(_("channel"), max_length=20, unique=True)
    pieces = models.PositiveSmallIntegerField(_("pieces a day"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("daily quota")
        verbose_name_plural = _("daily quotas")
        default_permissions = []
        ordering = ["channel"]

    def __str__(self) -> str:
        return f"{channel_label(self.channel)} {self.pieces}"


class PiecePicture(models.Model):
    """A picture in a piece, in its order; the first is the cover."""

    piece = models.ForeignKey(Piece, on_delete=models.CASCADE, related_name="pictures")
    image = models.ForeignKey(settings.WAGTAILIMAGES_IMAGE_MODEL, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["piece", "image"], name="channels_picture_once")]

    def __str__(self) -> str:
        return f"{self.piece_id} {self.image_id}"
