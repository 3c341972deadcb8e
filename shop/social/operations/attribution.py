"""Write down where an order came from, and how each of its goods was found."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from wagtail.models import Page

from shop.orders.models import Order, OrderLine
from shop.social.models import Attribution, LineAttribution, ShortLink
from shop.social.rules import HowFound, how_found


@transaction.atomic
def attribute_order(*, order: Order) -> Attribution | None:
    """Turn the touch stored on the order and its lines into rows. Idempotent; None if the order came by itself.

    A sharer is not credited for their own order.
    """
    _attribute_lines(order)
    origin: dict[str, Any] = order.origin or {}
    existing = Attribution.objects.filter(order=order).first()
    if existing or not origin:
        return existing
    links = {
        link.pk: link
        for link in ShortLink.objects.filter(
            pk__in=[origin.get(name) for name in ("first_link", "last_link", "banner")]
        ).exclude(sharer=order.customer)
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
        banner_link=links.get(origin.get("banner", 0)),
        story=story,
        story_title=story.title if story else "",
    )


def _attribute_lines(order: Order) -> None:
    """Each line that a block of a story led to. A line that takes the place of another of the same product, in an order
    that changes an earlier one, was found as that was. What else the buyer looked at is forgotten.
    """
    lines = list(OrderLine.objects.filter(order=order).values_list("pk", "sku__product", "origin"))
    of_goods: dict[str, Sequence[int]] = (order.origin or {}).get("goods", {})
    bought = {str(product_id) for _pk, product_id, _origin in lines}
    if not of_goods.keys() <= bought:
        goods = {product_id: found for product_id, found in of_goods.items() if product_id in bought}
        order.origin = {name: value for name, value in {**order.origin, "goods": goods}.items() if value != {}}
        Order.objects.filter(pk=order.pk).update(origin=order.origin)
    before = _of_amended(order) if order.amends_id else {}
    found = {
        pk: row
        for pk, product_id, origin in lines
        if (row := how_found(origin, of_goods.get(str(product_id), ()), before.get(product_id, ())))
    }
    LineAttribution.objects.bulk_create(
        [
            LineAttribution(
                line_id=pk,
                first_block_id=row.first,
                first_at=datetime.fromtimestamp(row.first_at, UTC),
                last_block_id=row.last,
                last_at=datetime.fromtimestamp(row.last_at, UTC),
            )
            for pk, row in found.items()
        ],
        ignore_conflicts=True,
    )


def _of_amended(order: Order) -> dict[int, HowFound]:
    """How the goods of the order that this one changes were found, by product."""
    rows = LineAttribution.objects.filter(line__order=order.amends_id)
    return {
        product_id: HowFound(first, int(first_at.timestamp()), last, int(last_at.timestamp()))
        for product_id, first, first_at, last, last_at in rows.values_list(
            "line__sku__product", "first_block", "first_at", "last_block", "last_at"
        )
    }


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
