"""Reads of pieces: what is said, what was found, what it brought."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from content.brand.queries import current_brand
from content.channels.markup import pictures_in
from content.channels.models import Piece
from content.channels.outlets import Copy
from content.channels.rules import Count as Used
from content.channels.rules import counts, length
from content.channels.telling import tell
from content.checks.findings import CheckFinding, findings_in
from shop.core.wording import Weight
from shop.social.queries import LinkResult, results_of_links

_AD_SOURCE = "《互联网广告管理办法》第九条"


def link_address(piece: Piece) -> str:
    """The full address of its short link."""
    return f"{settings.SITE_URL}{reverse('storefront:short_link', args=[piece.link.code])}"


def pictures_of(piece: Piece) -> dict[int, Any]:
    """Its pictures by their numbers, with what is known of their sizes."""
    rows = piece.pictures.select_related("image").prefetch_related("image__renditions")
    return {row.position: row.image for row in rows}


def offered_pictures(piece: Piece) -> dict[int, Any]:
    """What may be chosen: its pictures under their numbers, then those of the story that are not among them."""
    offered = pictures_of(piece)
    for image in tell(piece.page).pictures if piece.page else []:
        if image not in offered.values():
            offered[max(offered, default=0) + 1] = image
    return offered


def chosen_pictures(offered: Mapping[int, Any], numbers: Iterable[int], added: Any = None) -> dict[int, Any]:
    """Those of the numbers, under them, and the one that was added after them."""
    chosen = {number: offered[number] for number in sorted(set(numbers)) if number in offered}
    if added is not None and added not in chosen.values():
        # No number that stands for another picture by now: the text may name it.
        chosen[max(offered, default=0) + 1] = added
    return chosen


def copy_of(piece: Piece, pictures: Mapping[int, Any]) -> Copy:
    """What is said, as the channel gets it."""
    return Copy(
        title=piece.title.strip(),
        summary=piece.summary.strip(),
        text=piece.text,
        hashtags=piece.hashtags,
        link=link_address(piece),
        author=getattr(piece.page, "author", "") or current_brand().name,
        pictures=pictures,
    )


def used(piece: Piece, copy: Copy) -> list[Used]:
    """What is used of each limit of its channel."""
    limits = piece.outlet.limits
    return list(
        counts(
            limits,
            title=copy.title,
            summary=copy.summary,
            text=piece.outlet.text(copy),
            hashtags=copy.hashtags,
            pictures=len(copy.pictures),
        )
    )


def findings_of(piece: Piece, pictures: Mapping[int, Any], *, at: datetime) -> list[CheckFinding]:
    """Limits of the channel, then what any draft is held against; what must be changed first comes first."""
    if piece.outlet is None:
        return []
    copy = copy_of(piece, pictures)
    found = [*_limits(piece, copy), *_rules(piece, copy, at), *findings_in(piece, at=at)]
    return sorted(found, key=lambda finding: finding.weight != Weight.STOP)


def stops(found: Iterable[CheckFinding]) -> list[CheckFinding]:
    """Those with which it does not go out."""
    return [finding for finding in found if finding.weight == Weight.STOP]


def _limits(piece: Piece, copy: Copy) -> Iterator[CheckFinding]:
    limits = piece.outlet.limits

    def stop(field: str, place: Any, message: str) -> CheckFinding:
        return CheckFinding(
            weight=Weight.STOP, place=str(place), anchor=f"id_{field}", message=message, source=limits.source
        )

    for row in used(piece, copy):
        if row.is_over:
            yield stop(
                row.field,
                row.label,
                _("%(used)s of at most %(most)s: take out %(over)s.")
                % {"used": row.used, "most": row.most, "over": row.used - row.most},
            )
    if limits.title and not copy.title:
        yield stop("title", _("Title"), _("The channel asks for a title."))
    if not length(copy.text):
        yield stop("text", _("Text"), _("There is nothing to say yet."))
    if len(copy.pictures) < limits.least_pictures and not (piece.with_poster and piece.outlet.has_poster):
        yield stop("pictures", _("Pictures"), _("The channel shows nothing without a picture: choose one."))
    for number in pictures_in(copy.text) if piece.outlet.is_html else ():
        if number not in copy.pictures:
            yield stop(
                "text", _("Text"), _("The text names picture %(number)s, which is not chosen.") % {"number": number}
            )


def _rules(piece: Piece, copy: Copy, at: datetime) -> Iterator[CheckFinding]:
    today = timezone.localdate(at)
    for number, image in copy.pictures.items():
        if image.is_expired(today):
            yield CheckFinding(
                weight=Weight.STOP,
                place=str(_("Pictures")),
                anchor="id_pictures",
                message=_("The licence of picture %(number)s is over: it may not be published.") % {"number": number},
                source=image.licence or image.source,
                quote=image.title,
                url=reverse("wagtailimages:edit", args=[image.pk]),
            )
    if getattr(piece.page, "is_paid", False) and "广告" not in copy.title + copy.text:
        yield CheckFinding(
            weight=Weight.STOP,
            place=str(_("Text")),
            anchor="id_text",
            message=_("The story was paid for by others: the word 广告 has to stand in every piece of it."),
            source=_AD_SOURCE,
        )


def results_of(pieces: Iterable[Piece]) -> dict[int, LinkResult]:
    """By the piece's id. Two queries, however many pieces."""
    links = {piece.link_id: piece.pk for piece in pieces}
    return {links[link]: result for link, result in results_of_links(links, by="last_link").items()}
