"""Send a notice: once, while it is true, and forget the address."""

import smtplib
from datetime import datetime

import structlog
from django.db import transaction

from shop.notices import mails
from shop.notices.enums import NoticeKind
from shop.notices.models import Notice, Subscription
from shop.notices.queries import standings
from shop.notices.rules import SILENT_AFTER, retry_after

log = structlog.get_logger(__name__)


def due_notices(*, at: datetime, limit: int = 200) -> list[int]:
    """Notices that should have left by now, the oldest first."""
    rows = Notice.objects.filter(sent_at=None, retry_at__lte=at).order_by("retry_at", "pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def deliver(*, notice_id: int, at: datetime) -> bool:
    """Send it, if nobody else does and it is still true. True if it was sent here.

    One worker takes it; one that dies with it may have sent it, so after a while it counts as sent: rather no mail than
    two. What is not true any more goes back to its place in the line.
    """
    notice = Notice.objects.filter(pk=notice_id, sent_at=None)
    if notice.filter(taken_at__lte=at - SILENT_AFTER).exists():
        _finish(notice_id, at)
        return False
    if not notice.filter(taken_at=None, retry_at__lte=at).update(taken_at=at):
        return False
    row = Notice.objects.select_related("subscription__sku__product").get(pk=notice_id)
    subscription = row.subscription
    if subscription is None:
        # The shopper has left meanwhile.
        row.delete()
        return False
    standing = standings([row.sku_id], at=at).get(row.sku_id)
    fell = standing is not None and standing.price.price_fen < subscription.price_fen
    if standing is None or not standing.left or (row.kind == NoticeKind.PRICE and not fell):
        _back_into_line(row)
        return False
    try:
        mails.send_notice(subscription, standing)
    except smtplib.SMTPRecipientsRefused:
        # There is no such mailbox, and there will be none.
        log.warning("notice_refused", notice_id=notice_id)
        _finish(notice_id, at)
        return False
    except Exception as error:  # noqa: BLE001  a mail server that is away has many faces
        log.warning("notice_failed", notice_id=notice_id, error=str(error))
        attempts = row.attempts + 1
        notice.update(taken_at=None, attempts=attempts, retry_at=at + retry_after(attempts))
        return False
    _finish(notice_id, at)
    return True


@transaction.atomic
def _finish(notice_id: int, at: datetime) -> None:
    """It was sent: the address has served, and goes."""
    Subscription.objects.filter(notice=notice_id).delete()
    Notice.objects.filter(pk=notice_id, sent_at=None).update(sent_at=at)


@transaction.atomic
def _back_into_line(notice: Notice) -> None:
    if notice.subscription_id:
        Subscription.objects.filter(pk=notice.subscription_id).update(notified=False)
    notice.delete()
