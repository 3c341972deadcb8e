"""Pieces of channels: each has a link of its own that leads to its story, and none stands still past its moment."""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q

from content.channels.enums import PieceState
from content.channels.models import Piece
from content.stories.models import StoryPage
from microbrand.audit.registry import GRACE, Found, check
from shop.social.models import ShortLink


@check("pieces of channels: the link is theirs and leads to their story")
def links(at: datetime) -> Found:
    rows = Piece.objects.all()
    theirs = Q(link__content_type=ContentType.objects.get_for_model(StoryPage), link__object_id=F("story"))
    return rows.count(), [
        rows.exclude(link__medium=ShortLink.Medium.CHANNEL),
        rows.exclude(story=None).exclude(theirs),
    ]


@check("pieces of channels: what goes out by itself does not stand still past its moment")
def moments(at: datetime) -> Found:
    sending = Piece.objects.filter(state=PieceState.SENDING)
    return sending.count(), [
        Piece.objects.due(at - GRACE),
        sending.filter(Q(ask_at=None) | Q(ask_at__lt=at - GRACE)),
    ]
