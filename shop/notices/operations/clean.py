"""Forget addresses that nobody needs any more."""

from datetime import datetime

from django.db.models import Q

from shop.notices.models import Notice, Question, Subscription
from shop.notices.rules import CONFIRM_WITHIN, KEEP_NOTICES, WAIT_AT_MOST


def clean_up(*, at: datetime) -> int:
    """Delete addresses that never said yes, and those that waited too long; returns how many.

    Notices whose address is gone go as well, after a month, and counts of questions that nobody added to for so long.
    """
    never = Q(confirmed_at=None, created_at__lte=at - CONFIRM_WITHIN)
    too_long = Q(confirmed_at__lte=at - WAIT_AT_MOST)
    count: int = Subscription.objects.filter(never | too_long).delete()[1].get("notices.Subscription", 0)
    Question.objects.filter(asked_at__lte=at - WAIT_AT_MOST).delete()
    Notice.objects.filter(subscription=None, created_at__lte=at - KEEP_NOTICES).delete()
    return count
