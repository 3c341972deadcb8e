"""From written to out."""

from datetime import datetime
from typing import Any

from django.db import transaction

from content.channels.enums import PieceState
from content.channels.errors import MomentInPast, NotFit, StoryHidden, UnknownChannel
from content.channels.models import Piece
from content.channels.operations.steps import step
from content.channels.queries import findings_of, pictures_of, stops
from shop.core import audit


@transaction.atomic
def approve_piece(*, by: Any, piece: Piece, version: int, at: datetime) -> None:
    """It may go out as it is in ``version``. ``NotFit`` if a limit or rule is broken; ``WrongState`` if it changed."""
    step(piece, to=PieceState.APPROVED, since=PieceState.DRAFTED, version=version, approved_at=at, approved_by=by)
    _fits(piece, at)
    audit.record(by=by, action="channels.approve", subject=piece)


@transaction.atomic
def schedule_piece(*, by: Any, piece: Piece, goes_out_at: datetime, at: datetime) -> None:
    """It goes out at that moment: by itself where the channel can, else somebody is called for.

    ``MomentInPast``; ``StoryHidden`` if its link would lead nowhere then; ``NotFit``; ``WrongState`` before approval.
    """
    if goes_out_at <= at:
        raise MomentInPast(field="goes_out_at")
    step(piece, to=PieceState.SCHEDULED, goes_out_at=goes_out_at, error="", attempts=0)
    _fits(piece, at)
    if not shows(piece, at=goes_out_at):
        raise StoryHidden
    audit.record(by=by, action="channels.schedule", subject=piece, data={"at": goes_out_at.isoformat()})


@transaction.atomic
def unschedule_piece(*, by: Any, piece: Piece) -> None:
    """It does not go out by itself any more; the approval stays. ``WrongState`` if it is on its way."""
    step(piece, to=PieceState.APPROVED, since=PieceState.SCHEDULED)
    audit.record(by=by, action="channels.unschedule", subject=piece)


@transaction.atomic
def mark_out(*, by: Any, piece: Piece, published_url: str, at: datetime) -> None:
    """Somebody put it there, or found it there; ``published_url`` may be left empty. ``WrongState`` before approval."""
    step(piece, to=PieceState.OUT, out_at=at, published_url=published_url, error="", ask_at=None)
    audit.record(by=by, action="channels.mark_out", subject=piece, data={"url": published_url})


def shows(piece: Piece, *, at: datetime) -> bool:
    """Whether its link leads to the story at ``at``: published, or to be published by then, and not at its end."""
    story = piece.story
    if story is None:
        return False
    begins = story.live or (story.approved_schedule and story.go_live_at is not None and story.go_live_at <= at)
    return bool(begins) and (story.expire_at is None or story.expire_at > at)


def _fits(piece: Piece, at: datetime) -> None:
    if piece.outlet is None:
        raise UnknownChannel
    if stops(findings_of(piece, pictures_of(piece), at=at)):
        raise NotFit
