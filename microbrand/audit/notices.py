"""Notices: everybody is told once, and no address is kept longer than was said."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from microbrand.audit.registry import Found, check
from shop.notices.models import Notice, Subscription
from shop.notices.rules import CONFIRM_WITHIN, WAIT_AT_MOST

# The job that forgets them runs every hour; a stopped worker gets a day or two.
_GRACE = CONFIRM_WITHIN


@check("whoever is being told has one notice, and is forgotten when it was sent")
def told_once(at: datetime) -> Found:
    has_notice = Exists(Notice.objects.filter(subscription=OuterRef("pk")))
    rows = Subscription.objects.all()
    return rows.count(), [
        rows.filter(~has_notice, notified=True),
        rows.filter(has_notice, notified=False),
        Notice.objects.filter(sent_at__isnull=False, subscription__isnull=False),
    ]


@check("mail addresses are forgotten in time")
def forgotten(at: datetime) -> Found:
    never = Q(confirmed_at=None, created_at__lte=at - CONFIRM_WITHIN - _GRACE)
    too_long = Q(confirmed_at__lte=at - WAIT_AT_MOST - _GRACE)
    return Subscription.objects.count(), [Subscription.objects.filter(never | too_long)]
