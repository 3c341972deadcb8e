"""What time has decided, and what became of the order, is written down."""

from datetime import datetime

from django.db import transaction

from shop.bespoke import rules
from shop.bespoke.models import BespokeWork
from shop.bespoke.operations.steps import lock


def act_due(*, at: datetime, limit: int = 200) -> int:
    """Take the steps whose time has come, each in its own transaction; returns how many moved on."""
    by_time = [state for state in rules.OPEN_STATES if rules.timeout(state)]
    due = BespokeWork.objects.filter(state__in=by_time, due_at__lte=at).order_by("due_at", "pk")
    count = 0
    for row in list(due[:limit]):
        with transaction.atomic():
            count += lock(row, at).state != row.state
    return count


@transaction.atomic
def follow_order(*, order_id: int, at: datetime) -> bool:
    """The order was paid, sent or closed; False if it is of no custom work."""
    row = BespokeWork.objects.filter(order=order_id).first()
    if row is None:
        return False
    lock(row, at)
    return True


def mark_seen(*, work: BespokeWork) -> None:
    """The customer has looked at the work as it is in ``work``; what came since stays news."""
    if work.news_at is not None:
        BespokeWork.objects.filter(pk=work.pk, news_at=work.news_at).update(news_at=None)
