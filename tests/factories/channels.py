"""Pieces of channels."""

from datetime import datetime, timedelta
from typing import Any

from content.channels.enums import PieceState
from content.channels.models import Piece
from content.channels.operations import approve_piece, plan_pieces, schedule_piece, write_piece
from content.stories.models import StoryPage
from tests.factories import NOW
from tests.factories.content import block, make_image, make_story
from tests.factories.staff import UserFactory

HOUR = timedelta(hours=1)


def told_story(**fields: Any) -> StoryPage:
    """A story with words and two pictures."""
    image = make_image(title="果园", description="霜落在果园", source="自摄")
    other = make_image(title="柿子", description="枝上的柿子", source="自摄")
    fields = {"standfirst": "夜里落了头一场霜。", "hero_image": image, **fields}
    return make_story(
        block("text", "<h2>摘之前</h2><p>院里的温度计是六度。</p>"),
        block("picture", {"image": other.pk, "caption": "", "width": "text"}),
        block("quote", {"text": "我们只是没有急。", "source": "苑建军"}),
        **fields,
    )


def planned(channel: str = "weibo", *, story: StoryPage | None = None, at: datetime = NOW, **fields: Any) -> Piece:
    """A piece as it begins."""
    [piece] = plan_pieces(by=UserFactory(), story=story or told_story(), channels=[channel], at=at, **fields)
    return piece


def write(piece: Piece, *, by: Any = None, at: datetime = NOW, **changes: Any) -> bool:
    """Save it with changes; its pictures stay unless they are named."""
    names = ("title", "summary", "text", "hashtags", "with_poster", "version")
    words = {name: getattr(piece, name) for name in names} | {
        "pictures": [row.position for row in piece.pictures.all()]
    }
    return write_piece(by=by or UserFactory(), piece=piece, at=at, **{**words, **changes})


def piece_in(state: PieceState | str, channel: str = "weibo", *, at: datetime = NOW, **fields: Any) -> Piece:
    """A piece on its way: planned, drafted, approved or scheduled (an hour later); the rest is written down."""
    piece = planned(channel, at=at, **fields)
    if state == PieceState.PLANNED:
        return piece
    write(piece, at=at)
    if state == PieceState.DRAFTED:
        return piece
    approve_piece(by=UserFactory(), piece=piece, version=piece.version, at=at)
    if state == PieceState.APPROVED:
        return piece
    schedule_piece(by=UserFactory(), piece=piece, goes_out_at=at + HOUR, at=at)
    if state != PieceState.SCHEDULED:
        gone = {"approved_at": None, "approved_by": None} if state == PieceState.DROPPED else {}
        Piece.objects.filter(pk=piece.pk).update(
            state=state, out_at=at + HOUR if state == PieceState.OUT else None, **gone
        )
        piece.refresh_from_db()
    return piece
