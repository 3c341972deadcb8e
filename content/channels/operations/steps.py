"""A step of a piece."""

from typing import Any

from content.channels.enums import PieceState
from content.channels.errors import WrongState
from content.channels.models import Piece
from content.channels.rules import before


def step(
    piece: Piece, *, to: PieceState, since: PieceState | None = None, version: int | None = None, **values: Any
) -> None:
    """Take it from ``since``, or from any state that may precede ``to``, with other fields written along.

    ``WrongState`` if it is not there, or not in the ``version`` that was seen.
    """
    rows = Piece.objects.filter(pk=piece.pk, state__in=before(to) if since is None else before(to) & {since})
    if version is not None:
        rows = rows.filter(version=version)
    if not rows.update(state=to, **values):
        raise WrongState
    piece.refresh_from_db()
