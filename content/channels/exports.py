"""Pieces as a file, with what they brought."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from content.channels.models import Piece
from content.channels.queries import link_address, results_of
from shop.core.errors import InvalidInput
from shop.core.money import as_decimal
from shop.exports.registry import Asked, Kind, Sheet, register

_SEES_MONEY = "orders.view_order"
_CHUNK = 500


def register_exports() -> None:
    """Make them exportable; called once at start."""
    register(
        Kind(
            key="pieces",
            label=gettext_lazy("Pieces in channels"),
            permission="channels.view_piece",
            sensitive=(_SEES_MONEY,),
            matching=_pieces,
            sheets=_sheets,
        )
    )


def _pieces(asked: Asked) -> QuerySet[Piece]:
    from content.channels.admin.listing import PieceListing

    listing = PieceListing(asked.query, at=asked.at)
    if not listing.form.is_valid():
        raise InvalidInput(gettext_lazy("Please correct the filter first."))
    return listing.pieces().select_related("story", "link").order_by("-created_at", "-pk")


def _sheets(asked: Asked, pieces: QuerySet[Piece]) -> Sequence[Sheet]:
    def rows() -> Iterator[list[Any]]:
        left = pieces.iterator(chunk_size=_CHUNK)
        while chunk := list(islice(left, _CHUNK)):
            results = results_of(chunk)
            for piece in chunk:
                result = results[piece.pk]
                yield [
                    piece.channel_label,
                    piece.heading,
                    piece.story.title if piece.story else "",
                    str(piece.get_state_display()),
                    piece.goes_out_at,
                    piece.out_at,
                    piece.published_url,
                    link_address(piece),
                    piece.readers,
                    result.clicks,
                    result.orders,
                    as_decimal(result.left_fen) if _SEES_MONEY in asked.sees else None,
                ]

    header = [
        _("Channel"), _("Title"), _("Story"), _("State"), _("Goes out"), pgettext("piece", "Out since"),
        _("Address of what was published"), _("Short link"), pgettext("piece", "Readers"), _("Clicks"), _("Orders"),
        _("Paid and kept (yuan)"),
    ]  # fmt: skip
    return [Sheet(title=_("Pieces in channels"), header=header, rows=rows())]
