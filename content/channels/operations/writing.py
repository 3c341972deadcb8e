"""What a piece says."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from content.channels.enums import PieceState
from content.channels.errors import WrongState
from content.channels.models import Piece, PiecePicture
from content.channels.queries import chosen_pictures, offered_pictures, pictures_of
from content.channels.rules import WRITABLE
from content.posters.operations import poster_of_link
from shop.core import audit


@transaction.atomic
def write_piece(
    *,
    by: Any,
    piece: Piece,
    version: int,
    title: str,
    summary: str,
    text: str,
    hashtags: str,
    with_poster: bool,
    pictures: Iterable[int],
    added: Any = None,
    at: datetime,
) -> bool:
    """Change what it says; an approval or a schedule falls with it. ``pictures`` are numbers of those offered;
    ``added``, one of the library, comes after them.

    Texts that are too long are kept: they only cannot be approved. ``WrongState`` if somebody else saved meanwhile, or
    it is on its way. False if nothing changed.
    """
    words = {
        "title": title,
        "summary": summary,
        "text": text.replace("\r\n", "\n"),
        "hashtags": hashtags,
        "with_poster": with_poster,
    }
    # The row is locked by this UPDATE; the pictures are its own.
    rows = Piece.objects.filter(pk=piece.pk, version=version, state__in=WRITABLE)
    if not rows.update(version=F("version") + 1):
        raise WrongState
    piece.refresh_from_db()
    kept = chosen_pictures(offered_pictures(piece), pictures, added)
    if piece.state != PieceState.PLANNED and kept == pictures_of(piece) and _same(piece, words):
        Piece.objects.filter(pk=piece.pk).update(version=version)
        piece.refresh_from_db()
        return False
    Piece.objects.filter(pk=piece.pk).update(
        **words, state=PieceState.DRAFTED, approved_at=None, approved_by=None, error="", kept={}, attempts=0
    )
    piece.pictures.all().delete()
    PiecePicture.objects.bulk_create(
        PiecePicture(piece=piece, image=image, position=number) for number, image in sorted(kept.items())
    )
    piece.refresh_from_db()
    if with_poster:
        poster_of_link(by=by, link=piece.link, at=at)
    audit.record(by=by, action="channels.write", subject=piece)
    return True


def _same(piece: Piece, words: dict[str, Any]) -> bool:
    return all(getattr(piece, name) == value for name, value in words.items())
