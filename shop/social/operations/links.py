"""Make and open short links."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from shop.core import audit
from shop.core.errors import InvalidInput
from shop.customers.models import Customer
from shop.social import codes
from shop.social.errors import LinkExpired, LinkTargetGone, LinkUnknown
from shop.social.models import Campaign, LinkVisit, ShortLink


@transaction.atomic
def create_link(
    *,
    by: Any,
    target: Model,
    medium: str,
    at: datetime,
    sharer: Customer | None = None,
    campaign: Campaign | None = None,
    expires_at: datetime | None = None,
    is_own: bool = False,
) -> ShortLink:
    """The short link for exactly this target, medium, sharer, campaign and end; an equal one is used again, unless it
    is to be told apart from all others (``is_own``).
    """
    content_type = ContentType.objects.get_for_model(target)
    same = {
        "content_type": content_type,
        "object_id": target.pk,
        "medium": medium,
        "sharer": sharer,
        "campaign": campaign,
        "expires_at": expires_at,
    }
    link = None if is_own else ShortLink.objects.filter(**same).exclude(code=None).first()
    if link is None:
        link = ShortLink.objects.create(**same, created_by=by, created_at=at)
        link.code = codes.encode(link.pk)
        link.save(update_fields=["code"])
    return link


def open_link(*, code: str, at: datetime, customer: Customer | None = None, is_visit: bool = True) -> ShortLink:
    """Find the link behind a code and count the visit, if it is one.

    ``LinkUnknown`` (forged ones without a query), ``LinkExpired``, ``LinkTargetGone``.
    """
    number = codes.decode(code)
    link = (
        ShortLink.objects.select_related("content_type", "campaign").filter(pk=number).first()
        if number is not None
        else None
    )
    if link is None:
        raise LinkUnknown
    if link.expires_at and link.expires_at <= at:
        raise LinkExpired
    if link.target is None or not getattr(link.target, "live", True):
        raise LinkTargetGone
    if is_visit:
        LinkVisit.objects.create(link=link, at=at, customer=customer)
    return link


@transaction.atomic
def name_campaign(*, by: Any, name: str, at: datetime) -> Campaign:
    """The campaign of that name (1 to 60 characters), made if there is none yet."""
    name = name.strip()
    if not 1 <= len(name) <= 60:
        raise InvalidInput(_("A campaign's name has 1 to 60 characters."), field="campaign")
    campaign, created = Campaign.objects.get_or_create(name=name, defaults={"created_at": at})
    if created:
        audit.record(by=by, action="social.create_campaign", subject=campaign)
    return campaign
