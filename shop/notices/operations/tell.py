"""Who is told now: first come, first told, one for each unit that is there."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from shop.core.tasks import enqueue
from shop.notices.enums import NoticeKind
from shop.notices.models import Notice, Subscription
from shop.notices.queries import Standing, standings
from shop.notices.rules import HEAD_START, MOST_AT_ONCE, wave

_SKUS_AT_ONCE = 200


def announce(*, at: datetime, sku_ids: Collection[int] | None = None) -> int:
    """Insert a notice for everybody who is to be told at ``at``, about these SKUs or any; how many there are.

    What is so is asked anew each time (stock, price, reservations that have run out, promotions that have begun), so it
    does not matter what happened, or whether anybody said so.
    """
    line = Subscription.objects.waiting()
    if sku_ids is not None:
        line = line.filter(sku__in=sku_ids)
    wanted = sorted(set(line.order_by().values_list("sku", flat=True).distinct()))
    told = 0
    for place in range(0, len(wanted), _SKUS_AT_ONCE):
        for standing in standings(wanted[place : place + _SKUS_AT_ONCE], at=at).values():
            if standing.left:
                told += _tell(standing, NoticeKind.BACK, at) + _tell(standing, NoticeKind.PRICE, at)
    return told


@transaction.atomic
def _tell(standing: Standing, kind: NoticeKind, at: datetime) -> int:
    line = Subscription.objects.waiting().filter(sku=standing.sku.pk, kind=kind)
    if kind == NoticeKind.PRICE:
        line = line.filter(price_fen__gt=standing.price.price_fen)
    # Lock first, then count: whoever comes second waits here, and then sees whom the first has told.
    first = list(
        line.select_for_update(no_key=True).order_by("confirmed_at", "pk").values_list("pk", flat=True)[:MOST_AT_ONCE]
    )
    told_lately = Notice.objects.filter(sku=standing.sku.pk, created_at__gt=at - HEAD_START).count() if first else 0
    chosen = first[: wave(left=standing.left, told_lately=told_lately)]
    if not chosen:
        return 0
    # Insert first: for a subscription there is one notice, whoever else tries.
    notices = Notice.objects.bulk_create(
        Notice(subscription_id=pk, sku=standing.sku, kind=kind, created_at=at, retry_at=at) for pk in chosen
    )
    Subscription.objects.filter(pk__in=chosen).update(notified=True)
    from shop.notices.tasks import deliver as task

    for notice in notices:
        transaction.on_commit(lambda pk=notice.pk: enqueue(task, pk))  # type: ignore[misc]
    return len(chosen)
