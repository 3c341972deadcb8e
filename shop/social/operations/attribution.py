"""Write down where an order came from."""

from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.models import Page

from shop.orders.models import Order
from shop.social.models import Attribution, ShortLink


@transaction.atomic
def attribute_order(*, order: Order) -> Attribution | None:
    """Turn the touch stored on the order into rows. Idempotent; None if the order came by itself.

    A sharer is not credited for their own order.
    """
    origin: dict[str, Any] = order.origin or {}
    existing = Attribution.objects.filter(order=order).first()
    if existing or not origin:
        return existing
    links = {
        link.pk: link
        for link in ShortLink.objects.filter(pk__in=[origin.get("first_link"), origin.get("last_link")]).exclude(
            sharer=order.customer
        )
    }
    story = Page.objects.filter(pk=origin.get("story")).first()
    if not links and story is None:
        return None
    first, last = links.get(origin.get("first_link", 0)), links.get(origin.get("last_link", 0))
    return Attribution.objects.create(
        order=order,
        first_link=first,
        first_at=_time(origin.get("first_at")) if first else None,
        last_link=last,
        last_at=_time(origin.get("last_at")) if last else None,
        story=story,
        story_title=story.title if story else "",
    )


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
