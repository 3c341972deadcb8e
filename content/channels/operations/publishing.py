"""What goes out by itself: claimed at its moment, sent once, asked about until it is known.

A worker holds a piece by its number of attempts. Whoever takes over raises it, and from then on the one before can
write nothing down; what is about to be done is written down before it is done. So nothing is ever done by two.
"""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from content.channels.enums import PieceState
from content.channels.errors import ChannelRefused, ChannelUnavailable, StoryHidden, WrongState
from content.channels.models import Piece
from content.channels.operations.releasing import shows
from content.channels.queries import copy_of, findings_of, pictures_of, stops
from content.channels.rules import retry_delay_seconds
from shop.core import audit

log = structlog.get_logger(__name__)

# A worker that has written nothing down for this long is taken for dead.
LEASE = timedelta(minutes=3)
# Of an earlier attempt that failed for good: uploads are still there.
_STILL_GOOD = ("pictures", "cover")
# So long the vendor counts readers.
COUNTED = timedelta(days=30)


def due_pieces(*, at: datetime) -> list[int]:
    """Ids of pieces whose moment has come, and of those that are to be asked about."""
    asked = Q(state=PieceState.SENDING, ask_at__lte=at)
    rows = Piece.objects.due(at) | Piece.objects.filter(asked)
    return list(rows.order_by("goes_out_at", "pk").values_list("pk", flat=True)[:100])


def send_piece(*, piece_id: int, at: datetime) -> bool:
    """Send a piece whose moment has come, or go on with one that is under way. True if it is out afterwards.

    Not called within a transaction: what is known has to be kept whatever happens next.
    """
    if not _claim(piece_id, at):
        return False
    piece = Piece.objects.select_related("story", "link").get(pk=piece_id)
    try:
        return _go_on(piece, at)
    except ChannelRefused as error:
        return _settle(piece, to=PieceState.FAILED, error=str(error))
    except (ChannelUnavailable, KeyError, TypeError, ValueError) as error:
        # An answer that cannot be read is none.
        delay = timedelta(seconds=retry_delay_seconds(piece.attempts))
        _held(piece).update(ask_at=at + delay, error=str(error)[:300])
    except WrongState:
        log.info("piece_taken_over", piece_id=piece_id)
    return False


def _claim(piece_id: int, at: datetime) -> bool:
    """Take it: at its moment, or when it is to be asked about. Of two workers one does."""
    taken = {"ask_at": at + LEASE, "attempts": F("attempts") + 1}
    first = Piece.objects.due(at).filter(pk=piece_id)
    again = Piece.objects.filter(pk=piece_id, state=PieceState.SENDING, ask_at__lte=at)
    return bool(first.update(state=PieceState.SENDING, **taken) or again.update(**taken))


def _held(piece: Piece) -> Any:
    """The row, as long as this worker holds it."""
    return Piece.objects.filter(pk=piece.pk, state=PieceState.SENDING, attempts=piece.attempts)


def _go_on(piece: Piece, at: datetime) -> bool:
    publisher = piece.outlet.publisher() if piece.outlet else None
    if publisher is None:
        raise ChannelUnavailable(_("The channel is not connected any more."))
    pictures = pictures_of(piece)
    copy = copy_of(piece, pictures)

    def keep(**what: Any) -> None:
        piece.kept = {**piece.kept, **what}
        kept.update(what)
        if not _held(piece).update(kept=piece.kept, ask_at=timezone.now() + LEASE):
            raise WrongState

    kept: dict[str, Any] = dict(piece.kept)
    if not kept.get("submitting"):
        if not shows(piece, at=at):
            raise ChannelRefused(str(StoryHidden.message))
        if found := stops(findings_of(piece, pictures, at=at)):
            raise ChannelRefused(str(found[0].message))
        publisher.send(copy, kept=kept, keep=keep)
    try:
        news = publisher.news(copy, kept=kept)
    except ChannelRefused as error:
        # It refuses to say, which is no answer.
        raise ChannelUnavailable(str(error)) from error
    if news.is_out:
        return _settle(piece, to=PieceState.OUT, out_at=at, published_url=news.url[:500], error="")
    if news.is_out is False:
        raise ChannelRefused(news.reason)
    _held(piece).update(ask_at=at + timedelta(seconds=retry_delay_seconds(piece.attempts)), error="")
    return False


@transaction.atomic
def _settle(piece: Piece, *, to: PieceState, **values: Any) -> bool:
    """What became of it is known. False if somebody else has said so before, or it is not out."""
    if to == PieceState.FAILED:
        values["kept"] = {name: piece.kept[name] for name in _STILL_GOOD if name in piece.kept}
        values["error"] = values["error"][:300]
    if not _held(piece).update(state=to, ask_at=None, attempts=0, **values):
        return False
    audit.record(by=None, action=f"channels.{to}", subject=piece, data={"error": values["error"]})
    return to == PieceState.OUT


@transaction.atomic
def give_up_piece(*, by: Any, piece: Piece) -> None:
    """Somebody has looked: it is not there, although it was handed over and no answer came. It may be sent anew.

    ``WrongState`` where the channel gave it a number: it says by itself what became of that.
    """
    rows = Piece.objects.filter(pk=piece.pk, state=PieceState.SENDING).exclude(kept__has_key="publish_id")
    kept = {name: piece.kept[name] for name in _STILL_GOOD if name in piece.kept}
    said = _("Somebody has looked: it is not there.")
    if not rows.update(state=PieceState.FAILED, ask_at=None, attempts=0, kept=kept, error=said):
        raise WrongState
    piece.refresh_from_db()
    audit.record(by=by, action="channels.give_up", subject=piece)


def ask_readers(*, at: datetime) -> int:
    """Ask channels that tell how many have read what is out. Returns how many answered."""
    answered = 0
    today = timezone.localdate(at)
    for piece in Piece.objects.filter(state=PieceState.OUT, out_at__gt=at - COUNTED).exclude(kept={}):
        publisher = piece.outlet.publisher() if piece.outlet else None
        if publisher is None or piece.out_at is None:
            continue
        try:
            views = publisher.views(kept=piece.kept, out_on=timezone.localdate(piece.out_at), today=today)
        except (ChannelUnavailable, ChannelRefused) as error:
            log.warning("readers_not_told", piece_id=piece.pk, error=str(error))
            continue
        if views is not None:
            answered += Piece.objects.filter(pk=piece.pk).update(readers=views)
    return answered
