"""Writes of preview links."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content.previews.audiences import audiences_of
from content.previews.errors import PreviewInPast, TooManyPreviews
from content.previews.models import PreviewLink
from shop.core import audit
from shop.core.errors import InvalidInput

# How long a link may open, in days.
DAYS = (1, 7, 30)
# How far ahead one may look.
AHEAD = timedelta(days=366)
MOST = 20
# Links that have ended are kept as long, to tell who saw what.
KEPT = timedelta(days=90)


@transaction.atomic
def share_preview(
    *,
    by: Any,
    target: Any,
    days: int,
    at: datetime,
    shown_at: datetime | None = None,
    language: str = "",
    audience: str = "",
) -> PreviewLink:
    """A link to the latest draft of ``target``, as it will be at ``shown_at`` (None: whenever it is opened).

    ``PreviewInPast`` for a moment that is over or more than a year ahead; ``TooManyPreviews`` beyond ``MOST`` that
    still open; ``InvalidInput`` for other ``days``, languages or audiences than there are.
    """
    if days not in DAYS:
        raise InvalidInput(_("Choose one of the periods."), field="days")
    if language and language not in dict(settings.LANGUAGES):
        raise InvalidInput(_("Choose one of the languages."), field="language")
    if audience and audience not in audiences_of(target):
        raise InvalidInput(_("Choose one of those who see it otherwise."), field="audience")
    if shown_at is not None and not at < shown_at <= at + AHEAD:
        raise PreviewInPast(field="shown_at")
    links = PreviewLink.objects.of(target)
    links.filter(expires_at__lt=at - KEPT).delete()
    if links.alive(at).count() >= MOST:
        raise TooManyPreviews
    link = PreviewLink.objects.create(
        token=secrets.token_urlsafe(24),
        content_type=ContentType.objects.get_for_model(target),
        object_id=target.pk,
        shown_at=shown_at,
        language=language,
        audience=audience,
        created_by=by,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    audit.record(by=by, action="previews.share", subject=target, data={"link": link.pk, "days": days})
    return link


@transaction.atomic
def revoke_preview(*, by: Any, link: PreviewLink, at: datetime) -> bool:
    """Nobody sees anything by it any more. False if it had ended already."""
    if not PreviewLink.objects.alive(at).filter(pk=link.pk).update(revoked_at=at):
        return False
    audit.record(by=by, action="previews.revoke", subject=link.target or link, data={"link": link.pk})
    return True
