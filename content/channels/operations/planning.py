"""Which page is told where, and when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content.channels.enums import PieceState
from content.channels.errors import MomentInPast, NotTold, WrongState
from content.channels.models import Piece, PiecePicture
from content.channels.operations.steps import step
from content.channels.outlets import Channel, require_channel
from content.channels.rules import shortened
from content.channels.telling import Told, tell
from content.stories.models import BrandPage
from shop.core import audit
from shop.core.errors import InvalidInput
from shop.social.models import ShortLink
from shop.social.operations import create_link, name_campaign


@transaction.atomic
def plan_pieces(
    *, by: Any, story: BrandPage, channels: Sequence[str], at: datetime, goes_out_at: datetime | None = None
) -> list[Piece]:
    """A piece for each channel, with a link of its own and a text to begin with that fits. Of any page that has a line
    and a picture of its own: a story, series, lookbook, venue, event, person, course, or the page about the brand.

    ``NotTold`` for other pages; ``UnknownChannel``; ``InvalidInput`` for no channel at all; ``MomentInPast``.
    """
    if not channels:
        raise InvalidInput(_("Choose at least one channel."), field="channels")
    if goes_out_at is not None and goes_out_at <= at:
        raise MomentInPast(field="goes_out_at")
    if not story.is_told:
        raise NotTold(field="story")
    told = tell(story)
    return [
        _plan(by, story, require_channel(code), told, at=at, goes_out_at=goes_out_at)
        for code in dict.fromkeys(channels)
    ]


def _plan(
    by: Any,
    story: BrandPage,
    channel: Channel,
    told: Told,
    *,
    at: datetime,
    goes_out_at: datetime | None,
) -> Piece:
    limits = channel.limits
    link = create_link(
        by=by,
        target=story,
        medium=ShortLink.Medium.CHANNEL,
        at=at,
        campaign=name_campaign(by=by, name=channel.campaign, at=at),
        is_own=True,
    )
    piece = Piece.objects.create(
        story=story,
        channel=channel.code,
        title=shortened(told.title, limits.title, limits.unit) if limits.title else "",
        summary=shortened(told.summary, limits.summary, limits.unit) if limits.summary else "",
        text=shortened(told.text, limits.usual, limits.unit),
        hashtags=" ".join(f"#{word}" for word in told.hashtags[: limits.hashtags])[:300],
        link=link,
        goes_out_at=goes_out_at,
        created_at=at,
        created_by=by,
    )
    PiecePicture.objects.bulk_create(
        PiecePicture(piece=piece, image=image, position=number)
        for number, image in enumerate(told.pictures[: limits.pictures], start=1)
    )
    audit.record(by=by, action="channels.plan", subject=piece, data={"story": story.pk})
    return piece


@transaction.atomic
def move_piece(*, by: Any, piece: Piece, goes_out_at: datetime | None, at: datetime) -> None:
    """Another moment; its state stays. ``MomentInPast``; ``WrongState`` for what is on its way, out or dropped;
    ``InvalidInput`` for a scheduled one without a moment.
    """
    if goes_out_at is not None and goes_out_at <= at:
        raise MomentInPast(field="goes_out_at")
    movable = [state for state in PieceState if state not in {PieceState.SENDING, PieceState.OUT, PieceState.DROPPED}]
    rows = Piece.objects.filter(pk=piece.pk, state__in=movable)
    if goes_out_at is None:
        if piece.state == PieceState.SCHEDULED:
            raise InvalidInput(_("A scheduled piece has a moment. Take it out of the schedule first."))
        rows = rows.exclude(state=PieceState.SCHEDULED)
    old = piece.goes_out_at
    if not rows.update(goes_out_at=goes_out_at):
        raise WrongState
    piece.refresh_from_db()
    audit.record(
        by=by,
        action="channels.move",
        subject=piece,
        data={"from": old.isoformat() if old else None, "to": goes_out_at.isoformat() if goes_out_at else None},
    )


@transaction.atomic
def drop_piece(*, by: Any, piece: Piece) -> None:
    """It is not to be said after all; it can be brought back. ``WrongState`` for what is on its way or out."""
    step(piece, to=PieceState.DROPPED, approved_at=None, approved_by=None, error="")
    audit.record(by=by, action="channels.drop", subject=piece)


@transaction.atomic
def restore_piece(*, by: Any, piece: Piece) -> None:
    """Bring back what was dropped, to be looked at anew."""
    step(piece, to=PieceState.DRAFTED, since=PieceState.DROPPED)
    audit.record(by=by, action="channels.restore", subject=piece)
