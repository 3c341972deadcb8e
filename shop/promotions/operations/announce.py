"""Say that a promotion began or is over. Prices do not depend on it."""

from datetime import datetime

import structlog
from django.db import transaction

from shop.core import audit, events
from shop.promotions.events import PromotionBegan, PromotionOver
from shop.promotions.models import Promotion

log = structlog.get_logger(__name__)


def announce_due(*, at: datetime) -> int:
    """Announce every start and end that has come by ``at`` and was not announced yet; returns how many.

    Each exactly once: the conditional update is the claim, in one transaction with the event.
    """
    count = 0
    for promotion in Promotion.objects.filter(starts_at__lte=at, began_announced_at=None).order_by("starts_at")[:100]:
        count += _announce(promotion, "began_announced_at", PromotionBegan(promotion_id=promotion.pk), at)
    for promotion in Promotion.objects.filter(ends_at__lte=at, over_announced_at=None).order_by("ends_at")[:100]:
        count += _announce(promotion, "over_announced_at", PromotionOver(promotion_id=promotion.pk), at)
    return count


@transaction.atomic
def _announce(promotion: Promotion, mark: str, event: PromotionBegan | PromotionOver, at: datetime) -> int:
    if not Promotion.objects.filter(pk=promotion.pk, **{mark: None}).update(**{mark: at}):
        return 0
    moment = promotion.starts_at if mark == "began_announced_at" else promotion.ends_at
    late_seconds = int((at - moment).total_seconds())
    audit.record(by=None, action=event.name, subject=promotion, data={"late_seconds": late_seconds})
    events.publish(event)
    log.info(event.name, promotion_id=promotion.pk)
    return 1
